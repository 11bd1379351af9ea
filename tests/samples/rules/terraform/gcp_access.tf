resource "google_compute_firewall" "shell" {
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
  # ruleid: tf-gcp-open-sensitive-port
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "all" {
  allow {
    protocol = "all"
  }
  # ruleid: tf-gcp-open-sensitive-port
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "web" {
  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
  # ok: tf-gcp-open-sensitive-port, tf-gcp-open-ingress
  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "inner" {
  allow {
    protocol = "tcp"
    ports    = ["22", "8080"]
  }
  # ok: tf-gcp-open-sensitive-port, tf-gcp-open-ingress
  source_ranges = ["10.0.0.0/8"]
}

resource "google_compute_firewall" "other" {
  allow {
    protocol = "tcp"
    ports    = ["8080"]
  }
  # ruleid: tf-gcp-open-ingress
  source_ranges = ["0.0.0.0/0"]
}

resource "google_storage_bucket_iam_member" "all" {
  # ruleid: tf-gcp-public-member
  member = "allUsers"
}

resource "google_project_iam_binding" "some" {
  # ruleid: tf-gcp-public-member
  members = ["user:a@example.com", "allAuthenticatedUsers"]
  # ruleid: tf-gcp-basic-role
  role = "roles/editor"
}

resource "google_project_iam_member" "one" {
  # ok: tf-gcp-public-member
  member = "serviceAccount:web@p.iam.gserviceaccount.com"
  # ok: tf-gcp-basic-role, tf-gcp-impersonation
  role = "roles/storage.objectViewer"
}

resource "google_project_iam_member" "two" {
  # ok: tf-gcp-public-member
  member = "group:ops@example.com"
  # ruleid: tf-gcp-impersonation
  role = "roles/iam.serviceAccountTokenCreator"
}

resource "google_service_account_iam_member" "three" {
  # ok: tf-gcp-impersonation, tf-gcp-basic-role
  role = "roles/iam.serviceAccountUser"
}

resource "google_sql_database_instance" "d" {
  settings {
    ip_configuration {
      ssl_mode = "ENCRYPTED_ONLY"
      authorized_networks {
        # ruleid: tf-gcp-sql-open-network
        value = "0.0.0.0/0"
      }
      authorized_networks {
        # ok: tf-gcp-sql-open-network
        value = "192.0.2.7/32"
      }
      authorized_networks {
        # ok: tf-gcp-sql-open-network
        value = var.office
      }
    }
    backup_configuration {
      enabled = true
    }
  }
}

resource "google_compute_instance" "public" {
  shielded_instance_config {
    enable_vtpm = true
  }
  network_interface {
    # ruleid: tf-gcp-instance-public-ip
    access_config {}
  }
  # ok: tf-gcp-instance-public-ip
  network_interface {
    network = "inner"
  }
}

resource "google_container_node_pool" "p" {
  # ok: tf-gcp-instance-public-ip
  node_config {
    metadata = {
      # ruleid: tf-gcp-legacy-metadata
      disable-legacy-endpoints = "false"
    }
  }
  management {
    auto_repair  = true
    auto_upgrade = true
  }
}

resource "google_container_node_pool" "q" {
  node_config {
    metadata = {
      # ok: tf-gcp-legacy-metadata
      disable-legacy-endpoints = "true"
      # ok: tf-gcp-legacy-metadata
      other = "false"
    }
  }
  management {
    auto_repair  = true
    auto_upgrade = true
  }
}

resource "google_dns_managed_zone" "z" {
  dnssec_config {
    state = "on"
    default_key_specs {
      # ruleid: tf-gcp-weak-dns-key
      algorithm = "rsasha1"
    }
    default_key_specs {
      # ok: tf-gcp-weak-dns-key
      algorithm = "rsasha256"
    }
    default_key_specs {
      # ok: tf-gcp-weak-dns-key
      algorithm = "ecdsap256sha256"
    }
  }
}
