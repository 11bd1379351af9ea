# ok: tf-aws-rds-public, tf-aws-rds-no-patches
resource "aws_rds_cluster_instance" "r1" {
  publicly_accessible = false
  auto_minor_version_upgrade = true
}

# ok: tf-aws-rds-public, tf-aws-rds-no-patches
resource "aws_rds_cluster_instance" "r2" {
  publicly_accessible = var.publicly_accessible
  auto_minor_version_upgrade = var.auto_minor_version_upgrade
}

resource "aws_rds_cluster_instance" "r3" {
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
  # ruleid: tf-aws-rds-no-patches
  auto_minor_version_upgrade = false
}

# ok: tf-aws-rds-public, tf-aws-rds-no-patches
resource "aws_dms_replication_instance" "r4" {
  publicly_accessible = false
  auto_minor_version_upgrade = true
}

# ok: tf-aws-rds-public, tf-aws-rds-no-patches
resource "aws_dms_replication_instance" "r5" {
  publicly_accessible = var.publicly_accessible
  auto_minor_version_upgrade = var.auto_minor_version_upgrade
}

resource "aws_dms_replication_instance" "r6" {
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
  # ruleid: tf-aws-rds-no-patches
  auto_minor_version_upgrade = false
}

# ok: tf-aws-rds-public, tf-aws-rds-no-patches, tf-aws-mq-no-logs
resource "aws_mq_broker" "r7" {
  publicly_accessible = false
  auto_minor_version_upgrade = true
  logs {
    general = true
  }
}

# ok: tf-aws-rds-public, tf-aws-rds-no-patches, tf-aws-mq-no-logs
resource "aws_mq_broker" "r8" {
  publicly_accessible = var.publicly_accessible
  auto_minor_version_upgrade = var.auto_minor_version_upgrade
  logs {
    general = var.general
  }
}

# ruleid: tf-aws-mq-no-logs
resource "aws_mq_broker" "r9" {}

resource "aws_mq_broker" "r10" {
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
  # ruleid: tf-aws-rds-no-patches
  auto_minor_version_upgrade = false
  logs {
    # ruleid: tf-aws-mq-no-logs
    general = false
  }
}

# ok: tf-aws-rds-public
resource "aws_docdb_cluster_instance" "r11" {
  publicly_accessible = false
}

# ok: tf-aws-rds-public
resource "aws_docdb_cluster_instance" "r12" {
  publicly_accessible = var.publicly_accessible
}

resource "aws_docdb_cluster_instance" "r13" {
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
}

# ok: tf-aws-rds-public
resource "aws_neptune_cluster_instance" "r14" {
  publicly_accessible = false
}

# ok: tf-aws-rds-public
resource "aws_neptune_cluster_instance" "r15" {
  publicly_accessible = var.publicly_accessible
}

resource "aws_neptune_cluster_instance" "r16" {
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
}

# ok: tf-aws-rds-no-patches, tf-aws-cache-no-backup
resource "aws_elasticache_cluster" "r17" {
  auto_minor_version_upgrade = true
  snapshot_retention_limit = 5
}

# ok: tf-aws-rds-no-patches, tf-aws-cache-no-backup
resource "aws_elasticache_cluster" "r18" {
  auto_minor_version_upgrade = var.auto_minor_version_upgrade
  snapshot_retention_limit = var.snapshot_retention_limit
}

resource "aws_elasticache_cluster" "r19" {
  # ruleid: tf-aws-rds-no-patches
  auto_minor_version_upgrade = false
  # ruleid: tf-aws-cache-no-backup
  snapshot_retention_limit = 0
}

# ok: tf-aws-trail-no-validation, tf-aws-trail-one-region, tf-aws-trail-unencrypted, tf-aws-trail-off, tf-aws-trail-not-watched
resource "aws_cloudtrail" "r20" {
  enable_log_file_validation = true
  is_multi_region_trail = true
  kms_key_id = "arn:aws:kms:x:1:key/2"
  enable_logging = true
  cloud_watch_logs_group_arn = "arn:aws:logs:x"
}

# ok: tf-aws-trail-no-validation, tf-aws-trail-one-region, tf-aws-trail-unencrypted, tf-aws-trail-off, tf-aws-trail-not-watched
resource "aws_cloudtrail" "r21" {
  enable_log_file_validation = var.enable_log_file_validation
  is_multi_region_trail = var.is_multi_region_trail
  kms_key_id = var.kms_key_id
  enable_logging = var.enable_logging
  cloud_watch_logs_group_arn = var.cloud_watch_logs_group_arn
}

# ruleid: tf-aws-trail-no-validation, tf-aws-trail-one-region, tf-aws-trail-unencrypted, tf-aws-trail-not-watched
resource "aws_cloudtrail" "r22" {}

resource "aws_cloudtrail" "r23" {
  # ruleid: tf-aws-trail-no-validation
  enable_log_file_validation = false
  # ruleid: tf-aws-trail-one-region
  is_multi_region_trail = false
  # ruleid: tf-aws-trail-unencrypted
  kms_key_id = ""
  # ruleid: tf-aws-trail-off
  enable_logging = false
  # ruleid: tf-aws-trail-not-watched
  cloud_watch_logs_group_arn = ""
}

# ok: tf-aws-guardduty-off
resource "aws_guardduty_detector" "r24" {
  enable = true
}

# ok: tf-aws-guardduty-off
resource "aws_guardduty_detector" "r25" {
  enable = var.enable
}

resource "aws_guardduty_detector" "r26" {
  # ruleid: tf-aws-guardduty-off
  enable = false
}

# ok: tf-aws-cloudfront-old-tls, tf-aws-cloudfront-default-certificate, tf-aws-cloudfront-no-logs, tf-aws-cloudfront-no-firewall, tf-aws-cloudfront-plain-http, tf-aws-cloudfront-origin-plain-http
resource "aws_cloudfront_distribution" "r27" {
  viewer_certificate {
    minimum_protocol_version = "TLSv1.2_2021"
    cloudfront_default_certificate = false
  }
  logging_config {
    bucket = "logs.s3.amazonaws.com"
  }
  web_acl_id = aws_wafv2_web_acl.main.arn
  default_cache_behavior {
    viewer_protocol_policy = "redirect-to-https"
  }
  origin {
    custom_origin_config {
      origin_protocol_policy = "https-only"
    }
  }
}

# ok: tf-aws-cloudfront-old-tls, tf-aws-cloudfront-default-certificate, tf-aws-cloudfront-no-logs, tf-aws-cloudfront-no-firewall, tf-aws-cloudfront-plain-http, tf-aws-cloudfront-origin-plain-http
resource "aws_cloudfront_distribution" "r28" {
  viewer_certificate {
    minimum_protocol_version = var.minimum_protocol_version
    cloudfront_default_certificate = var.cloudfront_default_certificate
  }
  logging_config {
    bucket = var.bucket
  }
  web_acl_id = var.web_acl_id
  default_cache_behavior {
    viewer_protocol_policy = var.viewer_protocol_policy
  }
  origin {
    custom_origin_config {
      origin_protocol_policy = var.origin_protocol_policy
    }
  }
}

# ruleid: tf-aws-cloudfront-no-logs, tf-aws-cloudfront-no-firewall
resource "aws_cloudfront_distribution" "r29" {}

resource "aws_cloudfront_distribution" "r30" {
  viewer_certificate {
    # ruleid: tf-aws-cloudfront-old-tls
    minimum_protocol_version = "TLSv1"
    # ruleid: tf-aws-cloudfront-default-certificate
    cloudfront_default_certificate = true
  }
  logging_config {
    bucket = "logs.s3.amazonaws.com"
  }
  # ruleid: tf-aws-cloudfront-no-firewall
  web_acl_id = ""
  default_cache_behavior {
    # ruleid: tf-aws-cloudfront-plain-http
    viewer_protocol_policy = "allow-all"
  }
  origin {
    custom_origin_config {
      # ruleid: tf-aws-cloudfront-origin-plain-http
      origin_protocol_policy = "http-only"
    }
  }
}

# ok: tf-aws-lb-old-tls
resource "aws_lb_listener" "r31" {
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

# ok: tf-aws-lb-old-tls
resource "aws_lb_listener" "r32" {
  ssl_policy = var.ssl_policy
}

resource "aws_lb_listener" "r33" {
  # ruleid: tf-aws-lb-old-tls
  ssl_policy = "ELBSecurityPolicy-2016-08"
}

# ok: tf-aws-lb-old-tls
resource "aws_alb_listener" "r34" {
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

# ok: tf-aws-lb-old-tls
resource "aws_alb_listener" "r35" {
  ssl_policy = var.ssl_policy
}

resource "aws_alb_listener" "r36" {
  # ruleid: tf-aws-lb-old-tls
  ssl_policy = "ELBSecurityPolicy-2016-08"
}

# ok: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_lb" "r37" {
  drop_invalid_header_fields = true
  access_logs {
    bucket = "logs"
  }
  enable_deletion_protection = true
}

# ok: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_lb" "r38" {
  drop_invalid_header_fields = var.drop_invalid_header_fields
  access_logs {
    bucket = var.bucket
  }
  enable_deletion_protection = var.enable_deletion_protection
}

# ruleid: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_lb" "r39" {}

resource "aws_lb" "r40" {
  # ruleid: tf-aws-lb-bad-headers
  drop_invalid_header_fields = false
  access_logs {
    bucket = "logs"
  }
  # ruleid: tf-aws-lb-deletable
  enable_deletion_protection = false
}

# ok: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_alb" "r41" {
  drop_invalid_header_fields = true
  access_logs {
    bucket = "logs"
  }
  enable_deletion_protection = true
}

# ok: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_alb" "r42" {
  drop_invalid_header_fields = var.drop_invalid_header_fields
  access_logs {
    bucket = var.bucket
  }
  enable_deletion_protection = var.enable_deletion_protection
}

# ruleid: tf-aws-lb-bad-headers, tf-aws-lb-no-logs, tf-aws-lb-deletable
resource "aws_alb" "r43" {}

resource "aws_alb" "r44" {
  # ruleid: tf-aws-lb-bad-headers
  drop_invalid_header_fields = false
  access_logs {
    bucket = "logs"
  }
  # ruleid: tf-aws-lb-deletable
  enable_deletion_protection = false
}

# ok: tf-aws-lb-no-logs
resource "aws_elb" "r45" {
  access_logs {
    bucket = "logs"
  }
}

# ok: tf-aws-lb-no-logs
resource "aws_elb" "r46" {
  access_logs {
    bucket = var.bucket
  }
}

# ruleid: tf-aws-lb-no-logs
resource "aws_elb" "r47" {}

# ok: tf-aws-gateway-old-tls
resource "aws_api_gateway_domain_name" "r48" {
  security_policy = "TLS_1_2"
}

# ok: tf-aws-gateway-old-tls
resource "aws_api_gateway_domain_name" "r49" {
  security_policy = var.security_policy
}

# ruleid: tf-aws-gateway-old-tls
resource "aws_api_gateway_domain_name" "r50" {}

resource "aws_api_gateway_domain_name" "r51" {
  # ruleid: tf-aws-gateway-old-tls
  security_policy = "TLS_1_0"
}

# ok: tf-aws-gatewayv2-old-tls
resource "aws_apigatewayv2_domain_name" "r52" {
  domain_name_configuration {
    security_policy = "TLS_1_2"
  }
}

# ok: tf-aws-gatewayv2-old-tls
resource "aws_apigatewayv2_domain_name" "r53" {
  domain_name_configuration {
    security_policy = var.security_policy
  }
}

resource "aws_apigatewayv2_domain_name" "r54" {
  domain_name_configuration {
    # ruleid: tf-aws-gatewayv2-old-tls
    security_policy = "TLS_1_0"
  }
}

# ok: tf-aws-gateway-no-logs, tf-aws-gateway-no-tracing
resource "aws_api_gateway_stage" "r55" {
  access_log_settings {
    destination_arn = "arn:aws:logs:x"
  }
  xray_tracing_enabled = true
}

# ok: tf-aws-gateway-no-logs, tf-aws-gateway-no-tracing
resource "aws_api_gateway_stage" "r56" {
  access_log_settings {
    destination_arn = var.destination_arn
  }
  xray_tracing_enabled = var.xray_tracing_enabled
}

# ruleid: tf-aws-gateway-no-logs, tf-aws-gateway-no-tracing
resource "aws_api_gateway_stage" "r57" {}

resource "aws_api_gateway_stage" "r58" {
  access_log_settings {
    destination_arn = "arn:aws:logs:x"
  }
  # ruleid: tf-aws-gateway-no-tracing
  xray_tracing_enabled = false
}

# ok: tf-aws-gateway-no-logs
resource "aws_apigatewayv2_stage" "r59" {
  access_log_settings {
    destination_arn = "arn:aws:logs:x"
  }
}

# ok: tf-aws-gateway-no-logs
resource "aws_apigatewayv2_stage" "r60" {
  access_log_settings {
    destination_arn = var.destination_arn
  }
}

# ruleid: tf-aws-gateway-no-logs
resource "aws_apigatewayv2_stage" "r61" {}

# ok: tf-aws-gateway-cache-unencrypted
resource "aws_api_gateway_method_settings" "r62" {
  settings {
    cache_data_encrypted = true
  }
}

# ok: tf-aws-gateway-cache-unencrypted
resource "aws_api_gateway_method_settings" "r63" {
  settings {
    cache_data_encrypted = var.cache_data_encrypted
  }
}

resource "aws_api_gateway_method_settings" "r64" {
  settings {
    # ruleid: tf-aws-gateway-cache-unencrypted
    cache_data_encrypted = false
  }
}

# ok: tf-aws-ecr-mutable, tf-aws-ecr-not-scanned, tf-aws-ecr-own-key
resource "aws_ecr_repository" "r65" {
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
  }
}

# ok: tf-aws-ecr-mutable, tf-aws-ecr-not-scanned, tf-aws-ecr-own-key
resource "aws_ecr_repository" "r66" {
  image_tag_mutability = var.image_tag_mutability
  image_scanning_configuration {
    scan_on_push = var.scan_on_push
  }
  encryption_configuration {
    encryption_type = var.encryption_type
  }
}

# ruleid: tf-aws-ecr-mutable, tf-aws-ecr-not-scanned, tf-aws-ecr-own-key
resource "aws_ecr_repository" "r67" {}

resource "aws_ecr_repository" "r68" {
  # ruleid: tf-aws-ecr-mutable
  image_tag_mutability = "MUTABLE"
  image_scanning_configuration {
    # ruleid: tf-aws-ecr-not-scanned
    scan_on_push = false
  }
  encryption_configuration {
    # ruleid: tf-aws-ecr-own-key
    encryption_type = "AES256"
  }
}

# ok: tf-aws-eks-public-endpoint, tf-aws-eks-no-logs, tf-aws-eks-secrets-unencrypted
resource "aws_eks_cluster" "r69" {
  vpc_config {
    endpoint_public_access = false
  }
  enabled_cluster_log_types = ["api", "audit", "authenticator"]
  encryption_config {
    resources = ["secrets"]
  }
}

# ok: tf-aws-eks-public-endpoint, tf-aws-eks-no-logs, tf-aws-eks-secrets-unencrypted
resource "aws_eks_cluster" "r70" {
  vpc_config {
    endpoint_public_access = var.endpoint_public_access
  }
  enabled_cluster_log_types = var.enabled_cluster_log_types
  encryption_config {
    resources = var.resources
  }
}

# ruleid: tf-aws-eks-public-endpoint, tf-aws-eks-no-logs, tf-aws-eks-secrets-unencrypted
resource "aws_eks_cluster" "r71" {}

resource "aws_eks_cluster" "r72" {
  vpc_config {
    # ruleid: tf-aws-eks-public-endpoint
    endpoint_public_access = true
  }
  # ruleid: tf-aws-eks-no-logs
  enabled_cluster_log_types = []
  encryption_config {
    # ruleid: tf-aws-eks-secrets-unencrypted
    resources = []
  }
}

# ok: tf-aws-instance-public-ip, tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted, tf-aws-data-disk-unencrypted
resource "aws_instance" "r73" {
  associate_public_ip_address = false
  metadata_options {
    http_tokens = "required"
  }
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    encrypted = true
  }
}

# ok: tf-aws-instance-public-ip, tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted, tf-aws-data-disk-unencrypted
resource "aws_instance" "r74" {
  associate_public_ip_address = var.associate_public_ip_address
  metadata_options {
    http_tokens = var.http_tokens
  }
  root_block_device {
    encrypted = var.encrypted
  }
  ebs_block_device {
    encrypted = var.encrypted
  }
}

# ruleid: tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted
resource "aws_instance" "r75" {}

resource "aws_instance" "r76" {
  # ruleid: tf-aws-instance-public-ip
  associate_public_ip_address = true
  metadata_options {
    # ruleid: tf-aws-instance-metadata-v1
    http_tokens = "optional"
  }
  root_block_device {
    # ruleid: tf-aws-disk-unencrypted
    encrypted = false
  }
  ebs_block_device {
    # ruleid: tf-aws-data-disk-unencrypted
    encrypted = false
  }
}

# ok: tf-aws-template-public-ip, tf-aws-instance-metadata-v1, tf-aws-data-disk-unencrypted
resource "aws_launch_template" "r77" {
  network_interfaces {
    associate_public_ip_address = false
  }
  metadata_options {
    http_tokens = "required"
  }
  ebs_block_device {
    encrypted = true
  }
}

# ok: tf-aws-template-public-ip, tf-aws-instance-metadata-v1, tf-aws-data-disk-unencrypted
resource "aws_launch_template" "r78" {
  network_interfaces {
    associate_public_ip_address = var.associate_public_ip_address
  }
  metadata_options {
    http_tokens = var.http_tokens
  }
  ebs_block_device {
    encrypted = var.encrypted
  }
}

# ruleid: tf-aws-instance-metadata-v1
resource "aws_launch_template" "r79" {}

resource "aws_launch_template" "r80" {
  network_interfaces {
    # ruleid: tf-aws-template-public-ip
    associate_public_ip_address = true
  }
  metadata_options {
    # ruleid: tf-aws-instance-metadata-v1
    http_tokens = "optional"
  }
  ebs_block_device {
    # ruleid: tf-aws-data-disk-unencrypted
    encrypted = false
  }
}

# ok: tf-aws-template-public-ip, tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted, tf-aws-data-disk-unencrypted
resource "aws_launch_configuration" "r81" {
  network_interfaces {
    associate_public_ip_address = false
  }
  metadata_options {
    http_tokens = "required"
  }
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    encrypted = true
  }
}

# ok: tf-aws-template-public-ip, tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted, tf-aws-data-disk-unencrypted
resource "aws_launch_configuration" "r82" {
  network_interfaces {
    associate_public_ip_address = var.associate_public_ip_address
  }
  metadata_options {
    http_tokens = var.http_tokens
  }
  root_block_device {
    encrypted = var.encrypted
  }
  ebs_block_device {
    encrypted = var.encrypted
  }
}

# ruleid: tf-aws-instance-metadata-v1, tf-aws-disk-unencrypted
resource "aws_launch_configuration" "r83" {}

resource "aws_launch_configuration" "r84" {
  network_interfaces {
    # ruleid: tf-aws-template-public-ip
    associate_public_ip_address = true
  }
  metadata_options {
    # ruleid: tf-aws-instance-metadata-v1
    http_tokens = "optional"
  }
  root_block_device {
    # ruleid: tf-aws-disk-unencrypted
    encrypted = false
  }
  ebs_block_device {
    # ruleid: tf-aws-data-disk-unencrypted
    encrypted = false
  }
}

# ok: tf-aws-subnet-public-ip
resource "aws_subnet" "r85" {
  map_public_ip_on_launch = false
}

# ok: tf-aws-subnet-public-ip
resource "aws_subnet" "r86" {
  map_public_ip_on_launch = var.map_public_ip_on_launch
}

resource "aws_subnet" "r87" {
  # ruleid: tf-aws-subnet-public-ip
  map_public_ip_on_launch = true
}

# ok: tf-aws-lambda-no-tracing
resource "aws_lambda_function" "r88" {
  tracing_config {
    mode = "Active"
  }
}

# ok: tf-aws-lambda-no-tracing
resource "aws_lambda_function" "r89" {
  tracing_config {
    mode = var.mode
  }
}

# ruleid: tf-aws-lambda-no-tracing
resource "aws_lambda_function" "r90" {}

# ok: tf-aws-lambda-url-open
resource "aws_lambda_function_url" "r91" {
  authorization_type = "AWS_IAM"
}

# ok: tf-aws-lambda-url-open
resource "aws_lambda_function_url" "r92" {
  authorization_type = var.authorization_type
}

resource "aws_lambda_function_url" "r93" {
  # ruleid: tf-aws-lambda-url-open
  authorization_type = "NONE"
}

# ok: tf-aws-log-group-forever, tf-aws-log-group-own-key
resource "aws_cloudwatch_log_group" "r94" {
  retention_in_days = 365
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-log-group-forever, tf-aws-log-group-own-key
resource "aws_cloudwatch_log_group" "r95" {
  retention_in_days = var.retention_in_days
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-log-group-forever, tf-aws-log-group-own-key
resource "aws_cloudwatch_log_group" "r96" {}

resource "aws_cloudwatch_log_group" "r97" {
  # ruleid: tf-aws-log-group-forever
  retention_in_days = 0
  # ruleid: tf-aws-log-group-own-key
  kms_key_id = ""
}

# ok: tf-aws-transfer-public
resource "aws_transfer_server" "r98" {
  endpoint_type = "VPC"
}

# ok: tf-aws-transfer-public
resource "aws_transfer_server" "r99" {
  endpoint_type = var.endpoint_type
}

# ruleid: tf-aws-transfer-public
resource "aws_transfer_server" "r100" {}

resource "aws_transfer_server" "r101" {
  # ruleid: tf-aws-transfer-public
  endpoint_type = "PUBLIC"
}

# ok: tf-aws-password-policy-short, tf-aws-password-policy-reuse, tf-aws-password-policy-simple
resource "aws_iam_account_password_policy" "r102" {
  minimum_password_length = 14
  password_reuse_prevention = 24
  require_symbols = true
}

# ok: tf-aws-password-policy-short, tf-aws-password-policy-reuse, tf-aws-password-policy-simple
resource "aws_iam_account_password_policy" "r103" {
  minimum_password_length = var.minimum_password_length
  password_reuse_prevention = var.password_reuse_prevention
  require_symbols = var.require_symbols
}

# ruleid: tf-aws-password-policy-short, tf-aws-password-policy-reuse
resource "aws_iam_account_password_policy" "r104" {}

resource "aws_iam_account_password_policy" "r105" {
  # ruleid: tf-aws-password-policy-short
  minimum_password_length = 8
  # ruleid: tf-aws-password-policy-reuse
  password_reuse_prevention = 3
  # ruleid: tf-aws-password-policy-simple
  require_symbols = false
}

# ok: tf-aws-config-aggregator-part
resource "aws_config_configuration_aggregator" "r106" {
  account_aggregation_source {
    all_regions = true
  }
}

# ok: tf-aws-config-aggregator-part
resource "aws_config_configuration_aggregator" "r107" {
  account_aggregation_source {
    all_regions = var.all_regions
  }
}

resource "aws_config_configuration_aggregator" "r108" {
  account_aggregation_source {
    # ruleid: tf-aws-config-aggregator-part
    all_regions = false
  }
}
