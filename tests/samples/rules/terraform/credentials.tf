provider "aws" {
  # ruleid: tf-provider-credential
  secret_key = "wJalrXUtnFEMIbPxRfiCYzQe5k1dT0p7"
  # ok: tf-insecure-provider
  insecure = false
}

provider "aws" {
  alias = "b"
  # ok: tf-provider-credential
  secret_key = var.secret_key
  # ok: tf-provider-credential
  token = "changeme-please"
}

provider "vsphere" {
  # ruleid: tf-insecure-provider
  allow_unverified_ssl = true
}

provider "kubernetes" {
  # ok: tf-insecure-provider
  insecure = var.insecure
}

resource "aws_instance" "start" {
  root_block_device {
    encrypted = true
  }
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<EOF
#!/bin/bash
# ruleid: tf-user-data-secret
export DATABASE_PASSWORD=Tr0ub4dor-and-3
# ok: tf-user-data-secret
export REGION=eu-central-1-something
# ok: tf-user-data-secret
export API_KEY=$(fetch-key)
EOF
}

resource "azurerm_sql_database" "d" {
  # ruleid: tf-resource-password
  administrator_login_password = "Hunter2Hunter2"
  # ok: tf-resource-password
  password = random_password.db.result
  # ok: tf-resource-password
  admin_password = "${var.password}"
}

# ok: tf-variable-secret
variable "db_password" {
  type      = string
  sensitive = true
}

variable "api_token" {
  # ruleid: tf-variable-secret
  default = "d41d8cd98f00b204"
}

variable "master_password" {
  # ok: tf-variable-secret
  default = ""
}

variable "token_lifetime" {
  # ok: tf-variable-secret
  default = "3600 seconds"
}

resource "aws_lambda_function" "f" {
  tracing_config {
    mode = "Active"
  }
  environment {
    variables = {
      # ruleid: tf-environment-secret
      DB_PASSWORD = "Tr0ub4dor-and-3"
      # ok: tf-environment-secret
      DB_HOST = "db.internal"
      # ok: tf-environment-secret
      API_KEY = data.aws_ssm_parameter.key.value
    }
  }
}

module "network" {
  # ruleid: tf-plain-download
  source = "git::https://git.example.com/network.git"
}

module "pinned" {
  # ok: tf-plain-download
  source = "git::https://git.example.com/network.git?ref=v1.2.0"
}

module "local" {
  # ok: tf-plain-download
  source = "./network"
}

terraform {
  backend "s3" {
    bucket = "state"
    # ruleid: tf-state-unencrypted
    encrypt = false
  }
}

terraform {
  backend "s3" {
    bucket = "state"
    # ok: tf-state-unencrypted
    encrypt = true
  }
}

terraform {
  # ok: tf-state-unencrypted
  backend "local" {}
}

# ruleid: tf-private-key-made
resource "tls_private_key" "k" {
  algorithm = "ED25519"
}

# ok: tf-private-key-made
data "tls_public_key" "k" {}

# ok: tf-private-key-made
resource "tls_self_signed_cert" "k" {}
