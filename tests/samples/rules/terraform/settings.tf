resource "aws_eks_cluster" "open" {
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.main.arn
    }
  }
  vpc_config {
    endpoint_public_access = var.public
    # ruleid: tf-aws-eks-any-address
    public_access_cidrs = ["10.0.0.0/8", "0.0.0.0/0"]
  }
}

resource "aws_eks_cluster" "office" {
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.main.arn
    }
  }
  vpc_config {
    endpoint_public_access = var.public
    # ok: tf-aws-eks-any-address
    public_access_cidrs = ["198.51.100.0/24"]
  }
}

resource "aws_security_group_rule" "out" {
  # ok: tf-aws-eks-any-address
  public_access_cidrs = ["0.0.0.0/0"]
}

resource "aws_ecs_task_definition" "root" {
  container_definitions = jsonencode([{
    name = "agent"
    # ruleid: tf-aws-task-privileged
    privileged = true
  }])
}

resource "aws_ecs_task_definition" "text" {
  container_definitions = <<-EOT
    [{
      "name": "agent",
      # ruleid: tf-aws-task-privileged
      "privileged": true
    }]
  EOT
}

resource "aws_ecs_task_definition" "plain" {
  container_definitions = jsonencode([{
    name = "web"
    # ok: tf-aws-task-privileged
    privileged = false
  }])
  # ok: tf-aws-task-privileged
  requires_compatibilities = ["FARGATE"]
}

resource "aws_ssm_parameter" "secret" {
  name = "/app/db-password"
  # ruleid: tf-aws-parameter-plain
  type  = "String"
  value = var.password
}

resource "aws_ssm_parameter" "sealed" {
  name = "/app/db-password"
  # ok: tf-aws-parameter-plain
  type  = "SecureString"
  value = var.password
}

resource "aws_ssm_parameter" "region" {
  # ok: tf-aws-parameter-plain
  type  = "String"
  name  = "/app/token-lifetime-minutes"
  value = "15"
}

resource "aws_athena_workgroup" "loose" {
  configuration {
    # ruleid: tf-aws-query-settings-open
    enforce_workgroup_configuration = false
  }
}

resource "aws_athena_workgroup" "strict" {
  configuration {
    # ok: tf-aws-query-settings-open
    enforce_workgroup_configuration = true
    # ok: tf-aws-query-settings-open
    publish_cloudwatch_metrics_enabled = false
  }
}

resource "aws_db_proxy" "plain" {
  # ruleid: tf-aws-proxy-plain
  require_tls = false
}

resource "aws_db_proxy" "sealed" {
  # ok: tf-aws-proxy-plain
  require_tls = true
  # ok: tf-aws-proxy-plain
  debug_logging = false
}

resource "google_project" "wide" {
  # ruleid: tf-gcp-project-default-network
  auto_create_network = true
}

resource "google_project" "bare" {
  # ok: tf-gcp-project-default-network
  auto_create_network = false
}

resource "google_project" "asked" {
  # ok: tf-gcp-project-default-network
  auto_create_network = var.network
}

resource "azurerm_monitor_log_profile" "gone" {
  retention_policy {
    # ruleid: tf-azure-logs-not-kept
    enabled = false
  }
}

resource "azurerm_monitor_log_profile" "kept" {
  retention_policy {
    # ok: tf-azure-logs-not-kept
    enabled = true
    days    = 365
  }
}

resource "azurerm_monitor_log_profile" "asked" {
  retention_policy {
    # ok: tf-azure-logs-not-kept
    enabled = var.kept
    days    = 365
  }
}

# ruleid: tf-gcp-gke-any-image, tf-gcp-gke-client-secrets-unencrypted, tf-gcp-gke-no-network-policy, tf-gcp-gke-no-vpc-native, tf-gcp-gke-open-api, tf-gcp-gke-public-nodes
resource "google_container_cluster" "password" {
  master_auth {
    # ruleid: tf-gcp-gke-password-login
    username = "admin"
  }
}

# ruleid: tf-gcp-gke-any-image, tf-gcp-gke-client-secrets-unencrypted, tf-gcp-gke-no-network-policy, tf-gcp-gke-no-vpc-native, tf-gcp-gke-open-api, tf-gcp-gke-public-nodes
resource "google_container_cluster" "none" {
  master_auth {
    # ok: tf-gcp-gke-password-login
    username = ""
  }
}

resource "google_sql_user" "app" {
  # ok: tf-gcp-gke-password-login
  username = "app"
}
