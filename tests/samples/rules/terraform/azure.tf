# ok: tf-azure-storage-plain-http, tf-azure-storage-old-tls, tf-azure-storage-public-blobs, tf-azure-storage-open-network, tf-azure-storage-no-queue-logs
resource "azurerm_storage_account" "r1" {
  enable_https_traffic_only = true
  min_tls_version = "TLS1_2"
  allow_blob_public_access = false
  network_rules {
    default_action = "Deny"
  }
  queue_properties {
    logging {
      delete = true
    }
  }
}

# ok: tf-azure-storage-plain-http, tf-azure-storage-old-tls, tf-azure-storage-public-blobs, tf-azure-storage-open-network, tf-azure-storage-no-queue-logs
resource "azurerm_storage_account" "r2" {
  enable_https_traffic_only = var.enable_https_traffic_only
  min_tls_version = var.min_tls_version
  allow_blob_public_access = var.allow_blob_public_access
  network_rules {
    default_action = var.default_action
  }
  queue_properties {
    logging {
      delete = var.delete
    }
  }
}

# ruleid: tf-azure-storage-old-tls, tf-azure-storage-open-network, tf-azure-storage-no-queue-logs
resource "azurerm_storage_account" "r3" {}

resource "azurerm_storage_account" "r4" {
  # ruleid: tf-azure-storage-plain-http
  enable_https_traffic_only = false
  # ruleid: tf-azure-storage-old-tls
  min_tls_version = "TLS1_0"
  # ruleid: tf-azure-storage-public-blobs
  allow_blob_public_access = true
  network_rules {
    # ruleid: tf-azure-storage-open-network
    default_action = "Allow"
  }
  queue_properties {
    logging {
      # ruleid: tf-azure-storage-no-queue-logs
      delete = false
    }
  }
}

# ok: tf-azure-storage-rules-allow
resource "azurerm_storage_account_network_rules" "r5" {
  default_action = "Deny"
}

# ok: tf-azure-storage-rules-allow
resource "azurerm_storage_account_network_rules" "r6" {
  default_action = var.default_action
}

resource "azurerm_storage_account_network_rules" "r7" {
  # ruleid: tf-azure-storage-rules-allow
  default_action = "Allow"
}

# ok: tf-azure-container-public
resource "azurerm_storage_container" "r8" {
  container_access_type = "private"
}

# ok: tf-azure-container-public
resource "azurerm_storage_container" "r9" {
  container_access_type = var.container_access_type
}

resource "azurerm_storage_container" "r10" {
  # ruleid: tf-azure-container-public
  container_access_type = "blob"
}

# ok: tf-azure-public-network, tf-azure-mssql-old-tls
resource "azurerm_mssql_server" "r11" {
  public_network_access_enabled = false
  minimum_tls_version = "1.2"
}

# ok: tf-azure-public-network, tf-azure-mssql-old-tls
resource "azurerm_mssql_server" "r12" {
  public_network_access_enabled = var.public_network_access_enabled
  minimum_tls_version = var.minimum_tls_version
}

# ruleid: tf-azure-public-network
resource "azurerm_mssql_server" "r13" {}

resource "azurerm_mssql_server" "r14" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-mssql-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_postgresql_server" "r15" {
  public_network_access_enabled = false
  ssl_enforcement_enabled = true
  ssl_minimal_tls_version_enforced = "TLS1_2"
  geo_redundant_backup_enabled = true
  infrastructure_encryption_enabled = true
  threat_detection_policy {
    enabled = true
  }
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_postgresql_server" "r16" {
  public_network_access_enabled = var.public_network_access_enabled
  ssl_enforcement_enabled = var.ssl_enforcement_enabled
  ssl_minimal_tls_version_enforced = var.ssl_minimal_tls_version_enforced
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
  infrastructure_encryption_enabled = var.infrastructure_encryption_enabled
  threat_detection_policy {
    enabled = var.enabled
  }
}

# ruleid: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_postgresql_server" "r17" {}

resource "azurerm_postgresql_server" "r18" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-sql-no-tls
  ssl_enforcement_enabled = false
  # ruleid: tf-azure-sql-old-tls
  ssl_minimal_tls_version_enforced = "TLS1_0"
  # ruleid: tf-azure-sql-local-backup
  geo_redundant_backup_enabled = false
  # ruleid: tf-azure-postgres-double-encryption
  infrastructure_encryption_enabled = false
  threat_detection_policy {
    # ruleid: tf-azure-sql-no-threat-detection
    enabled = false
  }
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_mysql_server" "r19" {
  public_network_access_enabled = false
  ssl_enforcement_enabled = true
  ssl_minimal_tls_version_enforced = "TLS1_2"
  geo_redundant_backup_enabled = true
  infrastructure_encryption_enabled = true
  threat_detection_policy {
    enabled = true
  }
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_mysql_server" "r20" {
  public_network_access_enabled = var.public_network_access_enabled
  ssl_enforcement_enabled = var.ssl_enforcement_enabled
  ssl_minimal_tls_version_enforced = var.ssl_minimal_tls_version_enforced
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
  infrastructure_encryption_enabled = var.infrastructure_encryption_enabled
  threat_detection_policy {
    enabled = var.enabled
  }
}

# ruleid: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-local-backup, tf-azure-postgres-double-encryption, tf-azure-sql-no-threat-detection
resource "azurerm_mysql_server" "r21" {}

resource "azurerm_mysql_server" "r22" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-sql-no-tls
  ssl_enforcement_enabled = false
  # ruleid: tf-azure-sql-old-tls
  ssl_minimal_tls_version_enforced = "TLS1_0"
  # ruleid: tf-azure-sql-local-backup
  geo_redundant_backup_enabled = false
  # ruleid: tf-azure-postgres-double-encryption
  infrastructure_encryption_enabled = false
  threat_detection_policy {
    # ruleid: tf-azure-sql-no-threat-detection
    enabled = false
  }
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup
resource "azurerm_mariadb_server" "r23" {
  public_network_access_enabled = false
  ssl_enforcement_enabled = true
  ssl_minimal_tls_version_enforced = "TLS1_2"
  geo_redundant_backup_enabled = true
}

# ok: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-old-tls, tf-azure-sql-local-backup
resource "azurerm_mariadb_server" "r24" {
  public_network_access_enabled = var.public_network_access_enabled
  ssl_enforcement_enabled = var.ssl_enforcement_enabled
  ssl_minimal_tls_version_enforced = var.ssl_minimal_tls_version_enforced
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
}

# ruleid: tf-azure-public-network, tf-azure-sql-no-tls, tf-azure-sql-local-backup
resource "azurerm_mariadb_server" "r25" {}

resource "azurerm_mariadb_server" "r26" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-sql-no-tls
  ssl_enforcement_enabled = false
  # ruleid: tf-azure-sql-old-tls
  ssl_minimal_tls_version_enforced = "TLS1_0"
  # ruleid: tf-azure-sql-local-backup
  geo_redundant_backup_enabled = false
}

# ok: tf-azure-public-network, tf-azure-cosmos-keys-write
resource "azurerm_cosmosdb_account" "r27" {
  public_network_access_enabled = false
  access_key_metadata_writes_enabled = false
}

# ok: tf-azure-public-network, tf-azure-cosmos-keys-write
resource "azurerm_cosmosdb_account" "r28" {
  public_network_access_enabled = var.public_network_access_enabled
  access_key_metadata_writes_enabled = var.access_key_metadata_writes_enabled
}

# ruleid: tf-azure-public-network, tf-azure-cosmos-keys-write
resource "azurerm_cosmosdb_account" "r29" {}

resource "azurerm_cosmosdb_account" "r30" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-cosmos-keys-write
  access_key_metadata_writes_enabled = true
}

# ok: tf-azure-public-network, tf-azure-registry-admin, tf-azure-registry-anonymous
resource "azurerm_container_registry" "r31" {
  public_network_access_enabled = false
  admin_enabled = false
  anonymous_pull_enabled = false
}

# ok: tf-azure-public-network, tf-azure-registry-admin, tf-azure-registry-anonymous
resource "azurerm_container_registry" "r32" {
  public_network_access_enabled = var.public_network_access_enabled
  admin_enabled = var.admin_enabled
  anonymous_pull_enabled = var.anonymous_pull_enabled
}

# ruleid: tf-azure-public-network
resource "azurerm_container_registry" "r33" {}

resource "azurerm_container_registry" "r34" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-registry-admin
  admin_enabled = true
  # ruleid: tf-azure-registry-anonymous
  anonymous_pull_enabled = true
}

# ok: tf-azure-public-network
resource "azurerm_data_factory" "r35" {
  public_network_access_enabled = false
}

# ok: tf-azure-public-network
resource "azurerm_data_factory" "r36" {
  public_network_access_enabled = var.public_network_access_enabled
}

# ruleid: tf-azure-public-network
resource "azurerm_data_factory" "r37" {}

resource "azurerm_data_factory" "r38" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
}

# ok: tf-azure-public-network
resource "azurerm_cognitive_account" "r39" {
  public_network_access_enabled = false
}

# ok: tf-azure-public-network
resource "azurerm_cognitive_account" "r40" {
  public_network_access_enabled = var.public_network_access_enabled
}

# ruleid: tf-azure-public-network
resource "azurerm_cognitive_account" "r41" {}

resource "azurerm_cognitive_account" "r42" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
}

# ok: tf-azure-public-network
resource "azurerm_search_service" "r43" {
  public_network_access_enabled = false
}

# ok: tf-azure-public-network
resource "azurerm_search_service" "r44" {
  public_network_access_enabled = var.public_network_access_enabled
}

# ruleid: tf-azure-public-network
resource "azurerm_search_service" "r45" {}

resource "azurerm_search_service" "r46" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
}

# ok: tf-azure-public-network
resource "azurerm_eventgrid_domain" "r47" {
  public_network_access_enabled = false
}

# ok: tf-azure-public-network
resource "azurerm_eventgrid_domain" "r48" {
  public_network_access_enabled = var.public_network_access_enabled
}

# ruleid: tf-azure-public-network
resource "azurerm_eventgrid_domain" "r49" {}

resource "azurerm_eventgrid_domain" "r50" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
}

# ok: tf-azure-public-network, tf-azure-service-bus-old-tls
resource "azurerm_iothub" "r51" {
  public_network_access_enabled = false
  minimum_tls_version = "1.2"
}

# ok: tf-azure-public-network, tf-azure-service-bus-old-tls
resource "azurerm_iothub" "r52" {
  public_network_access_enabled = var.public_network_access_enabled
  minimum_tls_version = var.minimum_tls_version
}

# ruleid: tf-azure-public-network
resource "azurerm_iothub" "r53" {}

resource "azurerm_iothub" "r54" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-service-bus-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-public-network, tf-azure-redis-old-tls, tf-azure-redis-plain
resource "azurerm_redis_cache" "r55" {
  public_network_access_enabled = false
  minimum_tls_version = "1.2"
  enable_non_ssl_port = false
}

# ok: tf-azure-public-network, tf-azure-redis-old-tls, tf-azure-redis-plain
resource "azurerm_redis_cache" "r56" {
  public_network_access_enabled = var.public_network_access_enabled
  minimum_tls_version = var.minimum_tls_version
  enable_non_ssl_port = var.enable_non_ssl_port
}

# ruleid: tf-azure-public-network, tf-azure-redis-old-tls
resource "azurerm_redis_cache" "r57" {}

resource "azurerm_redis_cache" "r58" {
  # ruleid: tf-azure-public-network
  public_network_access_enabled = true
  # ruleid: tf-azure-redis-old-tls
  minimum_tls_version = "1.0"
  # ruleid: tf-azure-redis-plain
  enable_non_ssl_port = true
}

# ok: tf-azure-alerts-off, tf-azure-alerts-to-nobody, tf-azure-alerts-muted
resource "azurerm_mssql_server_security_alert_policy" "r59" {
  state = "Enabled"
  email_account_admins = true
  disabled_alerts = []
}

# ok: tf-azure-alerts-off, tf-azure-alerts-to-nobody, tf-azure-alerts-muted
resource "azurerm_mssql_server_security_alert_policy" "r60" {
  state = var.state
  email_account_admins = var.email_account_admins
  disabled_alerts = var.disabled_alerts
}

# ruleid: tf-azure-alerts-to-nobody
resource "azurerm_mssql_server_security_alert_policy" "r61" {}

resource "azurerm_mssql_server_security_alert_policy" "r62" {
  # ruleid: tf-azure-alerts-off
  state = "Disabled"
  # ruleid: tf-azure-alerts-to-nobody
  email_account_admins = false
  # ruleid: tf-azure-alerts-muted
  disabled_alerts = ["Sql_Injection"]
}

# ok: tf-azure-vault-purgeable, tf-azure-vault-no-soft-delete, tf-azure-vault-open-network
resource "azurerm_key_vault" "r63" {
  purge_protection_enabled = true
  soft_delete_enabled = true
  network_acls {
    default_action = "Deny"
  }
}

# ok: tf-azure-vault-purgeable, tf-azure-vault-no-soft-delete, tf-azure-vault-open-network
resource "azurerm_key_vault" "r64" {
  purge_protection_enabled = var.purge_protection_enabled
  soft_delete_enabled = var.soft_delete_enabled
  network_acls {
    default_action = var.default_action
  }
}

# ruleid: tf-azure-vault-purgeable, tf-azure-vault-open-network
resource "azurerm_key_vault" "r65" {}

resource "azurerm_key_vault" "r66" {
  # ruleid: tf-azure-vault-purgeable
  purge_protection_enabled = false
  # ruleid: tf-azure-vault-no-soft-delete
  soft_delete_enabled = false
  network_acls {
    # ruleid: tf-azure-vault-open-network
    default_action = "Allow"
  }
}

# ok: tf-azure-vault-secret-forever
resource "azurerm_key_vault_secret" "r67" {
  expiration_date = "2027-12-31T00:00:00Z"
}

# ok: tf-azure-vault-secret-forever
resource "azurerm_key_vault_secret" "r68" {
  expiration_date = var.expiration_date
}

# ruleid: tf-azure-vault-secret-forever
resource "azurerm_key_vault_secret" "r69" {}

resource "azurerm_key_vault_secret" "r70" {
  # ruleid: tf-azure-vault-secret-forever
  expiration_date = ""
}

# ok: tf-azure-vault-secret-forever
resource "azurerm_key_vault_key" "r71" {
  expiration_date = "2027-12-31T00:00:00Z"
}

# ok: tf-azure-vault-secret-forever
resource "azurerm_key_vault_key" "r72" {
  expiration_date = var.expiration_date
}

# ruleid: tf-azure-vault-secret-forever
resource "azurerm_key_vault_key" "r73" {}

resource "azurerm_key_vault_key" "r74" {
  # ruleid: tf-azure-vault-secret-forever
  expiration_date = ""
}

# ok: tf-azure-aks-no-rbac, tf-azure-aks-rbac-block-off, tf-azure-aks-open-api, tf-azure-aks-no-network-policy, tf-azure-aks-no-logs, tf-azure-aks-own-key, tf-azure-aks-local-accounts
resource "azurerm_kubernetes_cluster" "r75" {
  role_based_access_control_enabled = true
  role_based_access_control {
    enabled = true
  }
  api_server_authorized_ip_ranges = ["10.0.0.0/8"]
  network_profile {
    network_policy = "azure"
  }
  oms_agent {
    log_analytics_workspace_id = "/subscriptions/x"
  }
  disk_encryption_set_id = "/subscriptions/x"
  local_account_disabled = true
}

# ok: tf-azure-aks-no-rbac, tf-azure-aks-rbac-block-off, tf-azure-aks-open-api, tf-azure-aks-no-network-policy, tf-azure-aks-no-logs, tf-azure-aks-own-key, tf-azure-aks-local-accounts
resource "azurerm_kubernetes_cluster" "r76" {
  role_based_access_control_enabled = var.role_based_access_control_enabled
  role_based_access_control {
    enabled = var.enabled
  }
  api_server_authorized_ip_ranges = var.api_server_authorized_ip_ranges
  network_profile {
    network_policy = var.network_policy
  }
  oms_agent {
    log_analytics_workspace_id = var.log_analytics_workspace_id
  }
  disk_encryption_set_id = var.disk_encryption_set_id
  local_account_disabled = var.local_account_disabled
}

# ruleid: tf-azure-aks-open-api, tf-azure-aks-no-network-policy, tf-azure-aks-no-logs, tf-azure-aks-own-key, tf-azure-aks-local-accounts
resource "azurerm_kubernetes_cluster" "r77" {}

resource "azurerm_kubernetes_cluster" "r78" {
  # ruleid: tf-azure-aks-no-rbac
  role_based_access_control_enabled = false
  role_based_access_control {
    # ruleid: tf-azure-aks-rbac-block-off
    enabled = false
  }
  # ruleid: tf-azure-aks-open-api
  api_server_authorized_ip_ranges = ["0.0.0.0/0"]
  network_profile {
    # ruleid: tf-azure-aks-no-network-policy
    network_policy = ""
  }
  oms_agent {
    # ruleid: tf-azure-aks-no-logs
    log_analytics_workspace_id = false
  }
  # ruleid: tf-azure-aks-own-key
  disk_encryption_set_id = ""
  # ruleid: tf-azure-aks-local-accounts
  local_account_disabled = false
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_app_service" "r79" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
  auth_settings {
    enabled = true
  }
  client_cert_enabled = true
  identity {
    type = "SystemAssigned"
  }
  logs {
    detailed_error_messages_enabled = true
    failed_request_tracing_enabled = true
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_app_service" "r80" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
  auth_settings {
    enabled = var.enabled
  }
  client_cert_enabled = var.client_cert_enabled
  identity {
    type = var.type
  }
  logs {
    detailed_error_messages_enabled = var.detailed_error_messages_enabled
    failed_request_tracing_enabled = var.failed_request_tracing_enabled
  }
}

# ruleid: tf-azure-web-plain-http, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_app_service" "r81" {}

resource "azurerm_app_service" "r82" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
  auth_settings {
    # ruleid: tf-azure-web-no-login
    enabled = false
  }
  # ruleid: tf-azure-web-no-client-certificate
  client_cert_enabled = false
  identity {
    type = "SystemAssigned"
  }
  logs {
    # ruleid: tf-azure-web-no-logs
    detailed_error_messages_enabled = false
    # ruleid: tf-azure-web-no-request-logs
    failed_request_tracing_enabled = false
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_linux_web_app" "r83" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
  auth_settings {
    enabled = true
  }
  client_cert_enabled = true
  identity {
    type = "SystemAssigned"
  }
  logs {
    detailed_error_messages_enabled = true
    failed_request_tracing_enabled = true
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_linux_web_app" "r84" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
  auth_settings {
    enabled = var.enabled
  }
  client_cert_enabled = var.client_cert_enabled
  identity {
    type = var.type
  }
  logs {
    detailed_error_messages_enabled = var.detailed_error_messages_enabled
    failed_request_tracing_enabled = var.failed_request_tracing_enabled
  }
}

# ruleid: tf-azure-web-plain-http, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_linux_web_app" "r85" {}

resource "azurerm_linux_web_app" "r86" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
  auth_settings {
    # ruleid: tf-azure-web-no-login
    enabled = false
  }
  # ruleid: tf-azure-web-no-client-certificate
  client_cert_enabled = false
  identity {
    type = "SystemAssigned"
  }
  logs {
    # ruleid: tf-azure-web-no-logs
    detailed_error_messages_enabled = false
    # ruleid: tf-azure-web-no-request-logs
    failed_request_tracing_enabled = false
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_windows_web_app" "r87" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
  auth_settings {
    enabled = true
  }
  client_cert_enabled = true
  identity {
    type = "SystemAssigned"
  }
  logs {
    detailed_error_messages_enabled = true
    failed_request_tracing_enabled = true
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_windows_web_app" "r88" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
  auth_settings {
    enabled = var.enabled
  }
  client_cert_enabled = var.client_cert_enabled
  identity {
    type = var.type
  }
  logs {
    detailed_error_messages_enabled = var.detailed_error_messages_enabled
    failed_request_tracing_enabled = var.failed_request_tracing_enabled
  }
}

# ruleid: tf-azure-web-plain-http, tf-azure-web-no-login, tf-azure-web-no-client-certificate, tf-azure-web-no-identity, tf-azure-web-no-logs, tf-azure-web-no-request-logs
resource "azurerm_windows_web_app" "r89" {}

resource "azurerm_windows_web_app" "r90" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
  auth_settings {
    # ruleid: tf-azure-web-no-login
    enabled = false
  }
  # ruleid: tf-azure-web-no-client-certificate
  client_cert_enabled = false
  identity {
    type = "SystemAssigned"
  }
  logs {
    # ruleid: tf-azure-web-no-logs
    detailed_error_messages_enabled = false
    # ruleid: tf-azure-web-no-request-logs
    failed_request_tracing_enabled = false
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login
resource "azurerm_function_app" "r91" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
  auth_settings {
    enabled = true
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin, tf-azure-web-no-login
resource "azurerm_function_app" "r92" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
  auth_settings {
    enabled = var.enabled
  }
}

# ruleid: tf-azure-web-plain-http, tf-azure-web-no-login
resource "azurerm_function_app" "r93" {}

resource "azurerm_function_app" "r94" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
  auth_settings {
    # ruleid: tf-azure-web-no-login
    enabled = false
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin
resource "azurerm_linux_function_app" "r95" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin
resource "azurerm_linux_function_app" "r96" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
}

# ruleid: tf-azure-web-plain-http
resource "azurerm_linux_function_app" "r97" {}

resource "azurerm_linux_function_app" "r98" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin
resource "azurerm_windows_function_app" "r99" {
  https_only = true
  site_config {
    min_tls_version = "1.2"
    ftps_state = "Disabled"
    remote_debugging_enabled = false
    cors {
      allowed_origins = ["https://a.example"]
    }
  }
}

# ok: tf-azure-web-plain-http, tf-azure-web-old-tls, tf-azure-web-ftp, tf-azure-web-debugging, tf-azure-web-any-origin
resource "azurerm_windows_function_app" "r100" {
  https_only = var.https_only
  site_config {
    min_tls_version = var.min_tls_version
    ftps_state = var.ftps_state
    remote_debugging_enabled = var.remote_debugging_enabled
    cors {
      allowed_origins = var.allowed_origins
    }
  }
}

# ruleid: tf-azure-web-plain-http
resource "azurerm_windows_function_app" "r101" {}

resource "azurerm_windows_function_app" "r102" {
  # ruleid: tf-azure-web-plain-http
  https_only = false
  site_config {
    # ruleid: tf-azure-web-old-tls
    min_tls_version = "1.0"
    # ruleid: tf-azure-web-ftp
    ftps_state = "AllAllowed"
    # ruleid: tf-azure-web-debugging
    remote_debugging_enabled = true
    cors {
      # ruleid: tf-azure-web-any-origin
      allowed_origins = ["*"]
    }
  }
}

# ok: tf-azure-vm-password, tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine" "r103" {
  disable_password_authentication = true
  encryption_at_host_enabled = true
}

# ok: tf-azure-vm-password, tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine" "r104" {
  disable_password_authentication = var.disable_password_authentication
  encryption_at_host_enabled = var.encryption_at_host_enabled
}

# ruleid: tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine" "r105" {}

resource "azurerm_linux_virtual_machine" "r106" {
  # ruleid: tf-azure-vm-password
  disable_password_authentication = false
  # ruleid: tf-azure-vm-host-unencrypted
  encryption_at_host_enabled = false
}

# ok: tf-azure-vm-password, tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine_scale_set" "r107" {
  disable_password_authentication = true
  encryption_at_host_enabled = true
}

# ok: tf-azure-vm-password, tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine_scale_set" "r108" {
  disable_password_authentication = var.disable_password_authentication
  encryption_at_host_enabled = var.encryption_at_host_enabled
}

# ruleid: tf-azure-vm-host-unencrypted
resource "azurerm_linux_virtual_machine_scale_set" "r109" {}

resource "azurerm_linux_virtual_machine_scale_set" "r110" {
  # ruleid: tf-azure-vm-password
  disable_password_authentication = false
  # ruleid: tf-azure-vm-host-unencrypted
  encryption_at_host_enabled = false
}

# ok: tf-azure-vm-password-old
resource "azurerm_virtual_machine" "r111" {
  os_profile_linux_config {
    disable_password_authentication = true
  }
}

# ok: tf-azure-vm-password-old
resource "azurerm_virtual_machine" "r112" {
  os_profile_linux_config {
    disable_password_authentication = var.disable_password_authentication
  }
}

resource "azurerm_virtual_machine" "r113" {
  os_profile_linux_config {
    # ruleid: tf-azure-vm-password-old
    disable_password_authentication = false
  }
}

# ok: tf-azure-vm-password-old
resource "azurerm_virtual_machine_scale_set" "r114" {
  os_profile_linux_config {
    disable_password_authentication = true
  }
}

# ok: tf-azure-vm-password-old
resource "azurerm_virtual_machine_scale_set" "r115" {
  os_profile_linux_config {
    disable_password_authentication = var.disable_password_authentication
  }
}

resource "azurerm_virtual_machine_scale_set" "r116" {
  os_profile_linux_config {
    # ruleid: tf-azure-vm-password-old
    disable_password_authentication = false
  }
}

# ok: tf-azure-vm-host-unencrypted, tf-azure-vm-no-patches
resource "azurerm_windows_virtual_machine" "r117" {
  encryption_at_host_enabled = true
  enable_automatic_updates = true
}

# ok: tf-azure-vm-host-unencrypted, tf-azure-vm-no-patches
resource "azurerm_windows_virtual_machine" "r118" {
  encryption_at_host_enabled = var.encryption_at_host_enabled
  enable_automatic_updates = var.enable_automatic_updates
}

# ruleid: tf-azure-vm-host-unencrypted
resource "azurerm_windows_virtual_machine" "r119" {}

resource "azurerm_windows_virtual_machine" "r120" {
  # ruleid: tf-azure-vm-host-unencrypted
  encryption_at_host_enabled = false
  # ruleid: tf-azure-vm-no-patches
  enable_automatic_updates = false
}

# ok: tf-azure-vm-host-unencrypted, tf-azure-vm-no-patches
resource "azurerm_windows_virtual_machine_scale_set" "r121" {
  encryption_at_host_enabled = true
  enable_automatic_updates = true
}

# ok: tf-azure-vm-host-unencrypted, tf-azure-vm-no-patches
resource "azurerm_windows_virtual_machine_scale_set" "r122" {
  encryption_at_host_enabled = var.encryption_at_host_enabled
  enable_automatic_updates = var.enable_automatic_updates
}

# ruleid: tf-azure-vm-host-unencrypted
resource "azurerm_windows_virtual_machine_scale_set" "r123" {}

resource "azurerm_windows_virtual_machine_scale_set" "r124" {
  # ruleid: tf-azure-vm-host-unencrypted
  encryption_at_host_enabled = false
  # ruleid: tf-azure-vm-no-patches
  enable_automatic_updates = false
}

# ok: tf-azure-disk-unencrypted, tf-azure-disk-own-key
resource "azurerm_managed_disk" "r125" {
  encryption_settings {
    enabled = true
  }
  disk_encryption_set_id = "/subscriptions/x"
}

# ok: tf-azure-disk-unencrypted, tf-azure-disk-own-key
resource "azurerm_managed_disk" "r126" {
  encryption_settings {
    enabled = var.enabled
  }
  disk_encryption_set_id = var.disk_encryption_set_id
}

# ruleid: tf-azure-disk-own-key
resource "azurerm_managed_disk" "r127" {}

resource "azurerm_managed_disk" "r128" {
  encryption_settings {
    # ruleid: tf-azure-disk-unencrypted
    enabled = false
  }
  # ruleid: tf-azure-disk-own-key
  disk_encryption_set_id = ""
}

# ok: tf-azure-disk-unencrypted
resource "azurerm_snapshot" "r129" {
  encryption_settings {
    enabled = true
  }
}

# ok: tf-azure-disk-unencrypted
resource "azurerm_snapshot" "r130" {
  encryption_settings {
    enabled = var.enabled
  }
}

resource "azurerm_snapshot" "r131" {
  encryption_settings {
    # ruleid: tf-azure-disk-unencrypted
    enabled = false
  }
}

# ok: tf-azure-flow-log-off, tf-azure-flow-log-short
resource "azurerm_network_watcher_flow_log" "r132" {
  enabled = true
  retention_policy {
    days = 90
  }
}

# ok: tf-azure-flow-log-off, tf-azure-flow-log-short
resource "azurerm_network_watcher_flow_log" "r133" {
  enabled = var.enabled
  retention_policy {
    days = var.days
  }
}

resource "azurerm_network_watcher_flow_log" "r134" {
  # ruleid: tf-azure-flow-log-off
  enabled = false
  retention_policy {
    # ruleid: tf-azure-flow-log-short
    days = 7
  }
}

# ok: tf-azure-log-profile-short
resource "azurerm_monitor_log_profile" "r135" {
  retention_policy {
    days = 365
  }
}

# ok: tf-azure-log-profile-short
resource "azurerm_monitor_log_profile" "r136" {
  retention_policy {
    days = var.days
  }
}

resource "azurerm_monitor_log_profile" "r137" {
  retention_policy {
    # ruleid: tf-azure-log-profile-short
    days = 30
  }
}

# ok: tf-azure-defender-free
resource "azurerm_security_center_subscription_pricing" "r138" {
  tier = "Standard"
}

# ok: tf-azure-defender-free
resource "azurerm_security_center_subscription_pricing" "r139" {
  tier = var.tier
}

resource "azurerm_security_center_subscription_pricing" "r140" {
  # ruleid: tf-azure-defender-free
  tier = "Free"
}

# ok: tf-azure-contact-not-told
resource "azurerm_security_center_contact" "r141" {
  alert_notifications = true
}

# ok: tf-azure-contact-not-told
resource "azurerm_security_center_contact" "r142" {
  alert_notifications = var.alert_notifications
}

resource "azurerm_security_center_contact" "r143" {
  # ruleid: tf-azure-contact-not-told
  alert_notifications = false
}

# ok: tf-azure-gateway-firewall-detects-only, tf-azure-gateway-firewall-off
resource "azurerm_web_application_firewall_policy" "r144" {
  policy_settings {
    mode = "Prevention"
    enabled = true
  }
}

# ok: tf-azure-gateway-firewall-detects-only, tf-azure-gateway-firewall-off
resource "azurerm_web_application_firewall_policy" "r145" {
  policy_settings {
    mode = var.mode
    enabled = var.enabled
  }
}

resource "azurerm_web_application_firewall_policy" "r146" {
  policy_settings {
    # ruleid: tf-azure-gateway-firewall-detects-only
    mode = "Detection"
    # ruleid: tf-azure-gateway-firewall-off
    enabled = false
  }
}

# ok: tf-azure-gateway-firewall-detects-only, tf-azure-gateway-firewall-off
resource "azurerm_frontdoor_firewall_policy" "r147" {
  policy_settings {
    mode = "Prevention"
    enabled = true
  }
}

# ok: tf-azure-gateway-firewall-detects-only, tf-azure-gateway-firewall-off
resource "azurerm_frontdoor_firewall_policy" "r148" {
  policy_settings {
    mode = var.mode
    enabled = var.enabled
  }
}

resource "azurerm_frontdoor_firewall_policy" "r149" {
  policy_settings {
    # ruleid: tf-azure-gateway-firewall-detects-only
    mode = "Detection"
    # ruleid: tf-azure-gateway-firewall-off
    enabled = false
  }
}

# ok: tf-azure-gateway-firewall-off
resource "azurerm_application_gateway" "r150" {
  policy_settings {
    enabled = true
  }
}

# ok: tf-azure-gateway-firewall-off
resource "azurerm_application_gateway" "r151" {
  policy_settings {
    enabled = var.enabled
  }
}

resource "azurerm_application_gateway" "r152" {
  policy_settings {
    # ruleid: tf-azure-gateway-firewall-off
    enabled = false
  }
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_servicebus_namespace" "r153" {
  minimum_tls_version = "1.2"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_servicebus_namespace" "r154" {
  minimum_tls_version = var.minimum_tls_version
}

resource "azurerm_servicebus_namespace" "r155" {
  # ruleid: tf-azure-service-bus-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_eventhub_namespace" "r156" {
  minimum_tls_version = "1.2"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_eventhub_namespace" "r157" {
  minimum_tls_version = var.minimum_tls_version
}

resource "azurerm_eventhub_namespace" "r158" {
  # ruleid: tf-azure-service-bus-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_mssql_managed_instance" "r159" {
  minimum_tls_version = "1.2"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_mssql_managed_instance" "r160" {
  minimum_tls_version = var.minimum_tls_version
}

resource "azurerm_mssql_managed_instance" "r161" {
  # ruleid: tf-azure-service-bus-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_mysql_flexible_server" "r162" {
  minimum_tls_version = "1.2"
}

# ok: tf-azure-service-bus-old-tls
resource "azurerm_mysql_flexible_server" "r163" {
  minimum_tls_version = var.minimum_tls_version
}

resource "azurerm_mysql_flexible_server" "r164" {
  # ruleid: tf-azure-service-bus-old-tls
  minimum_tls_version = "1.0"
}

# ok: tf-azure-synapse-open
resource "azurerm_synapse_workspace" "r165" {
  managed_virtual_network_enabled = true
}

# ok: tf-azure-synapse-open
resource "azurerm_synapse_workspace" "r166" {
  managed_virtual_network_enabled = var.managed_virtual_network_enabled
}

# ruleid: tf-azure-synapse-open
resource "azurerm_synapse_workspace" "r167" {}

resource "azurerm_synapse_workspace" "r168" {
  # ruleid: tf-azure-synapse-open
  managed_virtual_network_enabled = false
}

# ok: tf-azure-api-plain-backend
resource "azurerm_api_management" "r169" {
  security {
    enable_backend_ssl30 = false
  }
}

# ok: tf-azure-api-plain-backend
resource "azurerm_api_management" "r170" {
  security {
    enable_backend_ssl30 = var.enable_backend_ssl30
  }
}

resource "azurerm_api_management" "r171" {
  security {
    # ruleid: tf-azure-api-plain-backend
    enable_backend_ssl30 = true
  }
}

# ok: tf-azure-dns-vnet-ddos
resource "azurerm_virtual_network" "r172" {
  ddos_protection_plan {
    enable = true
  }
}

# ok: tf-azure-dns-vnet-ddos
resource "azurerm_virtual_network" "r173" {
  ddos_protection_plan {
    enable = var.enable
  }
}

resource "azurerm_virtual_network" "r174" {
  ddos_protection_plan {
    # ruleid: tf-azure-dns-vnet-ddos
    enable = false
  }
}

resource "azurerm_mssql_server_extended_auditing_policy" "all" {}
