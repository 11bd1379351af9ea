# ok: tf-gcp-bucket-acls, tf-gcp-bucket-public-allowed, tf-gcp-bucket-no-versions, tf-gcp-bucket-no-logs
resource "google_storage_bucket" "r1" {
  uniform_bucket_level_access = true
  public_access_prevention = "enforced"
  versioning {
    enabled = true
  }
  logging {
    log_bucket = "logs"
  }
}

# ok: tf-gcp-bucket-acls, tf-gcp-bucket-public-allowed, tf-gcp-bucket-no-versions, tf-gcp-bucket-no-logs
resource "google_storage_bucket" "r2" {
  uniform_bucket_level_access = var.uniform_bucket_level_access
  public_access_prevention = var.public_access_prevention
  versioning {
    enabled = var.enabled
  }
  logging {
    log_bucket = var.log_bucket
  }
}

# ruleid: tf-gcp-bucket-acls, tf-gcp-bucket-public-allowed, tf-gcp-bucket-no-versions, tf-gcp-bucket-no-logs
resource "google_storage_bucket" "r3" {}

resource "google_storage_bucket" "r4" {
  # ruleid: tf-gcp-bucket-acls
  uniform_bucket_level_access = false
  # ruleid: tf-gcp-bucket-public-allowed
  public_access_prevention = "inherited"
  versioning {
    # ruleid: tf-gcp-bucket-no-versions
    enabled = false
  }
  logging {
    log_bucket = "logs"
  }
}

# ok: tf-gcp-sql-public-ip, tf-gcp-sql-no-tls, tf-gcp-sql-no-backup, tf-gcp-sql-deletable
resource "google_sql_database_instance" "r5" {
  settings {
    ip_configuration {
      ipv4_enabled = false
      require_ssl = "ENCRYPTED_ONLY"
    }
    backup_configuration {
      enabled = true
    }
  }
  deletion_protection = true
}

# ok: tf-gcp-sql-public-ip, tf-gcp-sql-no-tls, tf-gcp-sql-no-backup, tf-gcp-sql-deletable
resource "google_sql_database_instance" "r6" {
  settings {
    ip_configuration {
      ipv4_enabled = var.ipv4_enabled
      require_ssl = var.require_ssl
    }
    backup_configuration {
      enabled = var.enabled
    }
  }
  deletion_protection = var.deletion_protection
}

# ruleid: tf-gcp-sql-no-tls, tf-gcp-sql-no-backup
resource "google_sql_database_instance" "r7" {}

resource "google_sql_database_instance" "r8" {
  settings {
    ip_configuration {
      # ruleid: tf-gcp-sql-public-ip
      ipv4_enabled = true
      # ruleid: tf-gcp-sql-no-tls
      require_ssl = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
    }
    backup_configuration {
      # ruleid: tf-gcp-sql-no-backup
      enabled = false
    }
  }
  # ruleid: tf-gcp-sql-deletable
  deletion_protection = false
}

# ok: tf-gcp-gke-legacy-rights, tf-gcp-gke-basic-auth, tf-gcp-gke-client-certificate, tf-gcp-gke-public-nodes, tf-gcp-gke-open-api, tf-gcp-gke-no-network-policy, tf-gcp-gke-no-logs, tf-gcp-gke-no-monitoring, tf-gcp-gke-not-shielded, tf-gcp-gke-any-image, tf-gcp-gke-no-vpc-native, tf-gcp-gke-alpha, tf-gcp-gke-client-secrets-unencrypted, tf-gcp-gke-nodes-unchecked-start, tf-gcp-full-scope
resource "google_container_cluster" "r9" {
  enable_legacy_abac = false
  master_auth {
    password = ""
    client_certificate_config {
      issue_client_certificate = false
    }
  }
  private_cluster_config {
    enable_private_nodes = true
  }
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "10.0.0.0/8"
    }
  }
  network_policy {
    enabled = true
  }
  logging_service = "logging.googleapis.com/kubernetes"
  monitoring_service = "monitoring.googleapis.com/kubernetes"
  enable_shielded_nodes = true
  binary_authorization {
    evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"
  }
  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
  enable_kubernetes_alpha = false
  database_encryption {
    state = "ENCRYPTED"
  }
  node_config {
    shielded_instance_config {
      enable_secure_boot = true
    }
  }
  service_account {
    scopes = ["logging-write"]
  }
}

# ok: tf-gcp-gke-legacy-rights, tf-gcp-gke-basic-auth, tf-gcp-gke-client-certificate, tf-gcp-gke-public-nodes, tf-gcp-gke-open-api, tf-gcp-gke-no-network-policy, tf-gcp-gke-no-logs, tf-gcp-gke-no-monitoring, tf-gcp-gke-not-shielded, tf-gcp-gke-any-image, tf-gcp-gke-no-vpc-native, tf-gcp-gke-alpha, tf-gcp-gke-client-secrets-unencrypted, tf-gcp-gke-nodes-unchecked-start, tf-gcp-full-scope
resource "google_container_cluster" "r10" {
  enable_legacy_abac = var.enable_legacy_abac
  master_auth {
    password = var.password
    client_certificate_config {
      issue_client_certificate = var.issue_client_certificate
    }
  }
  private_cluster_config {
    enable_private_nodes = var.enable_private_nodes
  }
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = var.cidr_block
    }
  }
  network_policy {
    enabled = var.enabled
  }
  logging_service = var.logging_service
  monitoring_service = var.monitoring_service
  enable_shielded_nodes = var.enable_shielded_nodes
  binary_authorization {
    evaluation_mode = var.evaluation_mode
  }
  ip_allocation_policy {
    cluster_secondary_range_name = var.cluster_secondary_range_name
  }
  enable_kubernetes_alpha = var.enable_kubernetes_alpha
  database_encryption {
    state = var.state
  }
  node_config {
    shielded_instance_config {
      enable_secure_boot = var.enable_secure_boot
    }
  }
  service_account {
    scopes = var.scopes
  }
}

# ruleid: tf-gcp-gke-public-nodes, tf-gcp-gke-open-api, tf-gcp-gke-no-network-policy, tf-gcp-gke-any-image, tf-gcp-gke-no-vpc-native, tf-gcp-gke-client-secrets-unencrypted
resource "google_container_cluster" "r11" {}

resource "google_container_cluster" "r12" {
  # ruleid: tf-gcp-gke-legacy-rights
  enable_legacy_abac = true
  master_auth {
    # ruleid: tf-gcp-gke-basic-auth
    password = "s3cr3t-Words-123"
    client_certificate_config {
      # ruleid: tf-gcp-gke-client-certificate
      issue_client_certificate = true
    }
  }
  private_cluster_config {
    # ruleid: tf-gcp-gke-public-nodes
    enable_private_nodes = false
  }
  master_authorized_networks_config {
    cidr_blocks {
      # ruleid: tf-gcp-gke-open-api
      cidr_block = "0.0.0.0/0"
    }
  }
  network_policy {
    # ruleid: tf-gcp-gke-no-network-policy
    enabled = false
  }
  # ruleid: tf-gcp-gke-no-logs
  logging_service = "none"
  # ruleid: tf-gcp-gke-no-monitoring
  monitoring_service = "none"
  # ruleid: tf-gcp-gke-not-shielded
  enable_shielded_nodes = false
  binary_authorization {
    # ruleid: tf-gcp-gke-any-image
    evaluation_mode = "DISABLED"
  }
  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
  # ruleid: tf-gcp-gke-alpha
  enable_kubernetes_alpha = true
  database_encryption {
    # ruleid: tf-gcp-gke-client-secrets-unencrypted
    state = "DECRYPTED"
  }
  node_config {
    shielded_instance_config {
      # ruleid: tf-gcp-gke-nodes-unchecked-start
      enable_secure_boot = false
    }
  }
  service_account {
    # ruleid: tf-gcp-full-scope
    scopes = ["cloud-platform"]
  }
}

# ok: tf-gcp-gke-nodes-not-patched, tf-gcp-gke-nodes-not-repaired, tf-gcp-gke-nodes-unchecked-start, tf-gcp-full-scope
resource "google_container_node_pool" "r13" {
  management {
    auto_upgrade = true
    auto_repair = true
  }
  node_config {
    shielded_instance_config {
      enable_secure_boot = true
    }
  }
  service_account {
    scopes = ["logging-write"]
  }
}

# ok: tf-gcp-gke-nodes-not-patched, tf-gcp-gke-nodes-not-repaired, tf-gcp-gke-nodes-unchecked-start, tf-gcp-full-scope
resource "google_container_node_pool" "r14" {
  management {
    auto_upgrade = var.auto_upgrade
    auto_repair = var.auto_repair
  }
  node_config {
    shielded_instance_config {
      enable_secure_boot = var.enable_secure_boot
    }
  }
  service_account {
    scopes = var.scopes
  }
}

# ruleid: tf-gcp-gke-nodes-not-patched, tf-gcp-gke-nodes-not-repaired
resource "google_container_node_pool" "r15" {}

resource "google_container_node_pool" "r16" {
  management {
    # ruleid: tf-gcp-gke-nodes-not-patched
    auto_upgrade = false
    # ruleid: tf-gcp-gke-nodes-not-repaired
    auto_repair = false
  }
  node_config {
    shielded_instance_config {
      # ruleid: tf-gcp-gke-nodes-unchecked-start
      enable_secure_boot = false
    }
  }
  service_account {
    # ruleid: tf-gcp-full-scope
    scopes = ["cloud-platform"]
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin, tf-gcp-instance-project-keys, tf-gcp-instance-forwards, tf-gcp-instance-not-shielded, tf-gcp-instance-no-integrity, tf-gcp-instance-no-secure-boot, tf-gcp-default-service-account, tf-gcp-full-scope
resource "google_compute_instance" "r17" {
  metadata = {
    serial-port-enable = false
    enable-oslogin = true
    block-project-ssh-keys = true
  }
  can_ip_forward = false
  shielded_instance_config {
    enable_vtpm = true
    enable_integrity_monitoring = true
    enable_secure_boot = true
  }
  service_account {
    email = "web@p.iam.gserviceaccount.com"
    scopes = ["logging-write"]
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin, tf-gcp-instance-project-keys, tf-gcp-instance-forwards, tf-gcp-instance-not-shielded, tf-gcp-instance-no-integrity, tf-gcp-instance-no-secure-boot, tf-gcp-default-service-account, tf-gcp-full-scope
resource "google_compute_instance" "r18" {
  metadata = {
    serial-port-enable = var.serial_port_enable
    enable-oslogin = var.enable_oslogin
    block-project-ssh-keys = var.block_project_ssh_keys
  }
  can_ip_forward = var.can_ip_forward
  shielded_instance_config {
    enable_vtpm = var.enable_vtpm
    enable_integrity_monitoring = var.enable_integrity_monitoring
    enable_secure_boot = var.enable_secure_boot
  }
  service_account {
    email = var.email
    scopes = var.scopes
  }
}

# ruleid: tf-gcp-instance-not-shielded
resource "google_compute_instance" "r19" {}

resource "google_compute_instance" "r20" {
  metadata = {
    # ruleid: tf-gcp-instance-serial-port
    serial-port-enable = true
    # ruleid: tf-gcp-instance-no-oslogin
    enable-oslogin = false
    # ruleid: tf-gcp-instance-project-keys
    block-project-ssh-keys = false
  }
  # ruleid: tf-gcp-instance-forwards
  can_ip_forward = true
  shielded_instance_config {
    # ruleid: tf-gcp-instance-not-shielded
    enable_vtpm = false
    # ruleid: tf-gcp-instance-no-integrity
    enable_integrity_monitoring = false
    # ruleid: tf-gcp-instance-no-secure-boot
    enable_secure_boot = false
  }
  service_account {
    # ruleid: tf-gcp-default-service-account
    email = "123-compute@developer.gserviceaccount.com"
    # ruleid: tf-gcp-full-scope
    scopes = ["cloud-platform"]
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin, tf-gcp-instance-forwards, tf-gcp-instance-not-shielded, tf-gcp-instance-no-integrity, tf-gcp-instance-no-secure-boot, tf-gcp-default-service-account, tf-gcp-full-scope
resource "google_compute_instance_template" "r21" {
  metadata = {
    serial-port-enable = false
    enable-oslogin = true
  }
  can_ip_forward = false
  shielded_instance_config {
    enable_vtpm = true
    enable_integrity_monitoring = true
    enable_secure_boot = true
  }
  service_account {
    email = "web@p.iam.gserviceaccount.com"
    scopes = ["logging-write"]
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin, tf-gcp-instance-forwards, tf-gcp-instance-not-shielded, tf-gcp-instance-no-integrity, tf-gcp-instance-no-secure-boot, tf-gcp-default-service-account, tf-gcp-full-scope
resource "google_compute_instance_template" "r22" {
  metadata = {
    serial-port-enable = var.serial_port_enable
    enable-oslogin = var.enable_oslogin
  }
  can_ip_forward = var.can_ip_forward
  shielded_instance_config {
    enable_vtpm = var.enable_vtpm
    enable_integrity_monitoring = var.enable_integrity_monitoring
    enable_secure_boot = var.enable_secure_boot
  }
  service_account {
    email = var.email
    scopes = var.scopes
  }
}

# ruleid: tf-gcp-instance-not-shielded
resource "google_compute_instance_template" "r23" {}

resource "google_compute_instance_template" "r24" {
  metadata = {
    # ruleid: tf-gcp-instance-serial-port
    serial-port-enable = true
    # ruleid: tf-gcp-instance-no-oslogin
    enable-oslogin = false
  }
  # ruleid: tf-gcp-instance-forwards
  can_ip_forward = true
  shielded_instance_config {
    # ruleid: tf-gcp-instance-not-shielded
    enable_vtpm = false
    # ruleid: tf-gcp-instance-no-integrity
    enable_integrity_monitoring = false
    # ruleid: tf-gcp-instance-no-secure-boot
    enable_secure_boot = false
  }
  service_account {
    # ruleid: tf-gcp-default-service-account
    email = "123-compute@developer.gserviceaccount.com"
    # ruleid: tf-gcp-full-scope
    scopes = ["cloud-platform"]
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin
resource "google_compute_project_metadata" "r25" {
  metadata = {
    serial-port-enable = false
    enable-oslogin = true
  }
}

# ok: tf-gcp-instance-serial-port, tf-gcp-instance-no-oslogin
resource "google_compute_project_metadata" "r26" {
  metadata = {
    serial-port-enable = var.serial_port_enable
    enable-oslogin = var.enable_oslogin
  }
}

resource "google_compute_project_metadata" "r27" {
  metadata = {
    # ruleid: tf-gcp-instance-serial-port
    serial-port-enable = true
    # ruleid: tf-gcp-instance-no-oslogin
    enable-oslogin = false
  }
}

# ok: tf-gcp-kms-no-rotation
resource "google_kms_crypto_key" "r28" {
  rotation_period = "7776000s"
}

# ok: tf-gcp-kms-no-rotation
resource "google_kms_crypto_key" "r29" {
  rotation_period = var.rotation_period
}

# ruleid: tf-gcp-kms-no-rotation
resource "google_kms_crypto_key" "r30" {}

resource "google_kms_crypto_key" "r31" {
  # ruleid: tf-gcp-kms-no-rotation
  rotation_period = ""
}

# ok: tf-gcp-dns-unsigned
resource "google_dns_managed_zone" "r32" {
  dnssec_config {
    state = "on"
  }
}

# ok: tf-gcp-dns-unsigned
resource "google_dns_managed_zone" "r33" {
  dnssec_config {
    state = var.state
  }
}

# ruleid: tf-gcp-dns-unsigned
resource "google_dns_managed_zone" "r34" {}

resource "google_dns_managed_zone" "r35" {
  dnssec_config {
    # ruleid: tf-gcp-dns-unsigned
    state = "off"
  }
}

# ok: tf-gcp-old-tls, tf-gcp-weak-tls-profile
resource "google_compute_ssl_policy" "r36" {
  min_tls_version = "TLS_1_2"
  profile = "MODERN"
}

# ok: tf-gcp-old-tls, tf-gcp-weak-tls-profile
resource "google_compute_ssl_policy" "r37" {
  min_tls_version = var.min_tls_version
  profile = var.profile
}

# ruleid: tf-gcp-old-tls
resource "google_compute_ssl_policy" "r38" {}

resource "google_compute_ssl_policy" "r39" {
  # ruleid: tf-gcp-old-tls
  min_tls_version = "TLS_1_0"
  # ruleid: tf-gcp-weak-tls-profile
  profile = "COMPATIBLE"
}

# ok: tf-gcp-subnet-no-logs, tf-gcp-subnet-no-private-google
resource "google_compute_subnetwork" "r40" {
  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
  }
  private_ip_google_access = true
}

# ok: tf-gcp-subnet-no-logs, tf-gcp-subnet-no-private-google
resource "google_compute_subnetwork" "r41" {
  log_config {
    aggregation_interval = var.aggregation_interval
  }
  private_ip_google_access = var.private_ip_google_access
}

# ruleid: tf-gcp-subnet-no-logs, tf-gcp-subnet-no-private-google
resource "google_compute_subnetwork" "r42" {}

resource "google_compute_subnetwork" "r43" {
  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
  }
  # ruleid: tf-gcp-subnet-no-private-google
  private_ip_google_access = false
}

# ok: tf-gcp-default-network
resource "google_compute_network" "r44" {
  auto_create_subnetworks = false
}

# ok: tf-gcp-default-network
resource "google_compute_network" "r45" {
  auto_create_subnetworks = var.auto_create_subnetworks
}

# ruleid: tf-gcp-default-network
resource "google_compute_network" "r46" {}

resource "google_compute_network" "r47" {
  # ruleid: tf-gcp-default-network
  auto_create_subnetworks = true
}

# ok: tf-gcp-redis-no-auth, tf-gcp-redis-plain
resource "google_redis_instance" "r48" {
  auth_enabled = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
}

# ok: tf-gcp-redis-no-auth, tf-gcp-redis-plain
resource "google_redis_instance" "r49" {
  auth_enabled = var.auth_enabled
  transit_encryption_mode = var.transit_encryption_mode
}

# ruleid: tf-gcp-redis-no-auth, tf-gcp-redis-plain
resource "google_redis_instance" "r50" {}

resource "google_redis_instance" "r51" {
  # ruleid: tf-gcp-redis-no-auth
  auth_enabled = false
  # ruleid: tf-gcp-redis-plain
  transit_encryption_mode = "DISABLED"
}

# ok: tf-gcp-own-key
resource "google_pubsub_topic" "r52" {
  kms_key_name = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
}

# ok: tf-gcp-own-key
resource "google_pubsub_topic" "r53" {
  kms_key_name = var.kms_key_name
}

# ruleid: tf-gcp-own-key
resource "google_pubsub_topic" "r54" {}

resource "google_pubsub_topic" "r55" {
  # ruleid: tf-gcp-own-key
  kms_key_name = ""
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigquery_dataset" "r56" {
  default_encryption_configuration {
    kms_key_name = "projects/p/k"
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigquery_dataset" "r57" {
  default_encryption_configuration {
    kms_key_name = var.kms_key_name
  }
}

# ruleid: tf-gcp-bigquery-own-key
resource "google_bigquery_dataset" "r58" {}

resource "google_bigquery_dataset" "r59" {
  default_encryption_configuration {
    # ruleid: tf-gcp-bigquery-own-key
    kms_key_name = ""
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigquery_table" "r60" {
  default_encryption_configuration {
    kms_key_name = "projects/p/k"
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigquery_table" "r61" {
  default_encryption_configuration {
    kms_key_name = var.kms_key_name
  }
}

# ruleid: tf-gcp-bigquery-own-key
resource "google_bigquery_table" "r62" {}

resource "google_bigquery_table" "r63" {
  default_encryption_configuration {
    # ruleid: tf-gcp-bigquery-own-key
    kms_key_name = ""
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_spanner_database" "r64" {
  default_encryption_configuration {
    kms_key_name = "projects/p/k"
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_spanner_database" "r65" {
  default_encryption_configuration {
    kms_key_name = var.kms_key_name
  }
}

# ruleid: tf-gcp-bigquery-own-key
resource "google_spanner_database" "r66" {}

resource "google_spanner_database" "r67" {
  default_encryption_configuration {
    # ruleid: tf-gcp-bigquery-own-key
    kms_key_name = ""
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigtable_instance" "r68" {
  default_encryption_configuration {
    kms_key_name = "projects/p/k"
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_bigtable_instance" "r69" {
  default_encryption_configuration {
    kms_key_name = var.kms_key_name
  }
}

# ruleid: tf-gcp-bigquery-own-key
resource "google_bigtable_instance" "r70" {}

resource "google_bigtable_instance" "r71" {
  default_encryption_configuration {
    # ruleid: tf-gcp-bigquery-own-key
    kms_key_name = ""
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_artifact_registry_repository" "r72" {
  default_encryption_configuration {
    kms_key_name = "projects/p/k"
  }
}

# ok: tf-gcp-bigquery-own-key
resource "google_artifact_registry_repository" "r73" {
  default_encryption_configuration {
    kms_key_name = var.kms_key_name
  }
}

# ruleid: tf-gcp-bigquery-own-key
resource "google_artifact_registry_repository" "r74" {}

resource "google_artifact_registry_repository" "r75" {
  default_encryption_configuration {
    # ruleid: tf-gcp-bigquery-own-key
    kms_key_name = ""
  }
}

# ok: tf-gcp-disk-own-key, tf-gcp-disk-raw-key
resource "google_compute_disk" "r76" {
  disk_encryption_key {
    kms_key_self_link = "projects/p/k"
    raw_key = var.key
  }
}

# ok: tf-gcp-disk-own-key, tf-gcp-disk-raw-key
resource "google_compute_disk" "r77" {
  disk_encryption_key {
    kms_key_self_link = var.kms_key_self_link
    raw_key = var.raw_key
  }
}

# ruleid: tf-gcp-disk-own-key
resource "google_compute_disk" "r78" {}

resource "google_compute_disk" "r79" {
  disk_encryption_key {
    # ruleid: tf-gcp-disk-own-key
    kms_key_self_link = ""
    # ruleid: tf-gcp-disk-raw-key
    raw_key = "acXTX3rxrKAFTF0tYVLvydU1riRZTvUNC4g5I11NY+c="
  }
}
