resource "azurerm_network_security_rule" "shell" {
  direction              = "Inbound"
  access                 = "Allow"
  destination_port_range = "22"
  # ruleid: tf-azure-open-sensitive-port
  source_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "deny" {
  direction              = "Inbound"
  access                 = "Deny"
  destination_port_range = "*"
  # ok: tf-azure-open-sensitive-port, tf-azure-open-ingress
  source_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "web" {
  direction              = "Inbound"
  access                 = "Allow"
  destination_port_range = "443"
  # ok: tf-azure-open-sensitive-port, tf-azure-open-ingress
  source_address_prefix  = "Internet"
}

resource "azurerm_network_security_rule" "other" {
  direction              = "Inbound"
  access                 = "Allow"
  destination_port_range = "8080"
  # ruleid: tf-azure-open-ingress
  source_address_prefix  = "Internet"
}

resource "azurerm_network_security_group" "g" {
  security_rule {
    direction              = "Inbound"
    access                 = "Allow"
    destination_port_range = "3389"
    # ruleid: tf-azure-open-sensitive-port
    source_address_prefix  = "0.0.0.0/0"
  }
  security_rule {
    direction              = "Outbound"
    access                 = "Allow"
    destination_port_range = "*"
    # ok: tf-azure-open-sensitive-port
    source_address_prefix  = "*"
  }
}

resource "azurerm_mssql_firewall_rule" "all" {
  # ruleid: tf-azure-sql-open-network
  start_ip_address = "0.0.0.0"
  end_ip_address   = "255.255.255.255"
}

# ok: tf-azure-sql-open-network
resource "azurerm_mssql_firewall_rule" "office" {
  start_ip_address = "192.0.2.7"
  end_ip_address   = "192.0.2.7"
}

# ok: tf-azure-sql-open-network
resource "azurerm_mssql_firewall_rule" "named" {
  start_ip_address = var.office
  end_ip_address   = var.office
}

# ruleid: tf-azure-sql-not-audited
resource "azurerm_mssql_server" "bare" {
  public_network_access_enabled = false
}

# ok: tf-azure-sql-not-audited
resource "azurerm_sql_server" "old" {
  extended_auditing_policy {}
}

# ok: tf-azure-sql-not-audited
resource "azurerm_mssql_database" "d" {}

resource "azurerm_postgresql_configuration" "a" {
  name  = "log_connections"
  # ruleid: tf-azure-postgres-log-off
  value = "off"
}

resource "azurerm_postgresql_configuration" "b" {
  name  = "log_connections"
  # ok: tf-azure-postgres-log-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "c" {
  name  = "backslash_quote"
  # ok: tf-azure-postgres-log-off
  value = "off"
}

resource "azurerm_role_definition" "r" {
  permissions {
    # ruleid: tf-azure-broad-role
    actions = ["*"]
  }
  permissions {
    # ok: tf-azure-broad-role
    actions = ["Microsoft.Resources/subscriptions/resourceGroups/read"]
  }
}

resource "azurerm_role_assignment" "r" {
  # ok: tf-azure-broad-role
  role_definition_name = "Reader"
}
