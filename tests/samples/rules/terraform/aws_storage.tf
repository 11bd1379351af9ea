# ok: tf-aws-ebs-unencrypted
resource "aws_ebs_volume" "r1" {
  encrypted = true
}

# ok: tf-aws-ebs-unencrypted
resource "aws_ebs_volume" "r2" {
  encrypted = var.encrypted
}

# ruleid: tf-aws-ebs-unencrypted
resource "aws_ebs_volume" "r3" {}

resource "aws_ebs_volume" "r4" {
  # ruleid: tf-aws-ebs-unencrypted
  encrypted = false
}

# ok: tf-aws-ebs-default-encryption-off
resource "aws_ebs_encryption_by_default" "r5" {
  enabled = true
}

# ok: tf-aws-ebs-default-encryption-off
resource "aws_ebs_encryption_by_default" "r6" {
  enabled = var.enabled
}

resource "aws_ebs_encryption_by_default" "r7" {
  # ruleid: tf-aws-ebs-default-encryption-off
  enabled = false
}

# ok: tf-aws-ebs-snapshot-copy-unencrypted
resource "aws_ebs_snapshot_copy" "r8" {
  encrypted = true
}

# ok: tf-aws-ebs-snapshot-copy-unencrypted
resource "aws_ebs_snapshot_copy" "r9" {
  encrypted = var.encrypted
}

# ruleid: tf-aws-ebs-snapshot-copy-unencrypted
resource "aws_ebs_snapshot_copy" "r10" {}

resource "aws_ebs_snapshot_copy" "r11" {
  # ruleid: tf-aws-ebs-snapshot-copy-unencrypted
  encrypted = false
}

# ok: tf-aws-ami-unencrypted
resource "aws_ami_copy" "r12" {
  encrypted = true
}

# ok: tf-aws-ami-unencrypted
resource "aws_ami_copy" "r13" {
  encrypted = var.encrypted
}

# ruleid: tf-aws-ami-unencrypted
resource "aws_ami_copy" "r14" {}

resource "aws_ami_copy" "r15" {
  # ruleid: tf-aws-ami-unencrypted
  encrypted = false
}

# ok: tf-aws-efs-unencrypted
resource "aws_efs_file_system" "r16" {
  encrypted = true
}

# ok: tf-aws-efs-unencrypted
resource "aws_efs_file_system" "r17" {
  encrypted = var.encrypted
}

# ruleid: tf-aws-efs-unencrypted
resource "aws_efs_file_system" "r18" {}

resource "aws_efs_file_system" "r19" {
  # ruleid: tf-aws-efs-unencrypted
  encrypted = false
}

# ok: tf-aws-efs-transit-off
resource "aws_ecs_task_definition" "r20" {
  volume {
    efs_volume_configuration {
      transit_encryption = "ENABLED"
    }
  }
}

# ok: tf-aws-efs-transit-off
resource "aws_ecs_task_definition" "r21" {
  volume {
    efs_volume_configuration {
      transit_encryption = var.transit_encryption
    }
  }
}

resource "aws_ecs_task_definition" "r22" {
  volume {
    efs_volume_configuration {
      # ruleid: tf-aws-efs-transit-off
      transit_encryption = "DISABLED"
    }
  }
}

# ok: tf-aws-sns-unencrypted
resource "aws_sns_topic" "r23" {
  kms_master_key_id = "alias/own"
}

# ok: tf-aws-sns-unencrypted
resource "aws_sns_topic" "r24" {
  kms_master_key_id = var.kms_master_key_id
}

# ruleid: tf-aws-sns-unencrypted
resource "aws_sns_topic" "r25" {}

resource "aws_sns_topic" "r26" {
  # ruleid: tf-aws-sns-unencrypted
  kms_master_key_id = ""
}

# ok: tf-aws-sqs-unencrypted
resource "aws_sqs_queue" "r27" {
  kms_master_key_id = "alias/own"
}

# ok: tf-aws-sqs-unencrypted
resource "aws_sqs_queue" "r28" {
  kms_master_key_id = var.kms_master_key_id
}

# ruleid: tf-aws-sqs-unencrypted
resource "aws_sqs_queue" "r29" {}

resource "aws_sqs_queue" "r30" {
  # ruleid: tf-aws-sqs-unencrypted
  kms_master_key_id = ""
}

# ok: tf-aws-kinesis-unencrypted
resource "aws_kinesis_stream" "r31" {
  encryption_type = "KMS"
}

# ok: tf-aws-kinesis-unencrypted
resource "aws_kinesis_stream" "r32" {
  encryption_type = var.encryption_type
}

# ruleid: tf-aws-kinesis-unencrypted
resource "aws_kinesis_stream" "r33" {}

resource "aws_kinesis_stream" "r34" {
  # ruleid: tf-aws-kinesis-unencrypted
  encryption_type = "NONE"
}

# ok: tf-aws-firehose-unencrypted
resource "aws_kinesis_firehose_delivery_stream" "r35" {
  server_side_encryption {
    enabled = true
  }
}

# ok: tf-aws-firehose-unencrypted
resource "aws_kinesis_firehose_delivery_stream" "r36" {
  server_side_encryption {
    enabled = var.enabled
  }
}

# ruleid: tf-aws-firehose-unencrypted
resource "aws_kinesis_firehose_delivery_stream" "r37" {}

resource "aws_kinesis_firehose_delivery_stream" "r38" {
  server_side_encryption {
    # ruleid: tf-aws-firehose-unencrypted
    enabled = false
  }
}

# ok: tf-aws-dynamodb-own-key, tf-aws-dynamodb-no-recovery
resource "aws_dynamodb_table" "r39" {
  server_side_encryption {
    enabled = true
  }
  point_in_time_recovery {
    enabled = true
  }
}

# ok: tf-aws-dynamodb-own-key, tf-aws-dynamodb-no-recovery
resource "aws_dynamodb_table" "r40" {
  server_side_encryption {
    enabled = var.enabled
  }
  point_in_time_recovery {
    enabled = var.enabled
  }
}

# ruleid: tf-aws-dynamodb-own-key, tf-aws-dynamodb-no-recovery
resource "aws_dynamodb_table" "r41" {}

resource "aws_dynamodb_table" "r42" {
  server_side_encryption {
    # ruleid: tf-aws-dynamodb-own-key
    enabled = false
  }
  point_in_time_recovery {
    # ruleid: tf-aws-dynamodb-no-recovery
    enabled = false
  }
}

# ok: tf-aws-dynamodb-own-key
resource "aws_dax_cluster" "r43" {
  server_side_encryption {
    enabled = true
  }
}

# ok: tf-aws-dynamodb-own-key
resource "aws_dax_cluster" "r44" {
  server_side_encryption {
    enabled = var.enabled
  }
}

# ruleid: tf-aws-dynamodb-own-key
resource "aws_dax_cluster" "r45" {}

resource "aws_dax_cluster" "r46" {
  server_side_encryption {
    # ruleid: tf-aws-dynamodb-own-key
    enabled = false
  }
}

# ok: tf-aws-redshift-unencrypted, tf-aws-rds-public, tf-aws-redshift-public-by-default, tf-aws-redshift-no-logs
resource "aws_redshift_cluster" "r47" {
  encrypted = true
  publicly_accessible = false
  logging {
    enable = true
  }
}

# ok: tf-aws-redshift-unencrypted, tf-aws-rds-public, tf-aws-redshift-public-by-default, tf-aws-redshift-no-logs
resource "aws_redshift_cluster" "r48" {
  encrypted = var.encrypted
  publicly_accessible = var.publicly_accessible
  logging {
    enable = var.enable
  }
}

# ruleid: tf-aws-redshift-unencrypted, tf-aws-redshift-public-by-default, tf-aws-redshift-no-logs
resource "aws_redshift_cluster" "r49" {}

resource "aws_redshift_cluster" "r50" {
  # ruleid: tf-aws-redshift-unencrypted
  encrypted = false
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
  logging {
    # ruleid: tf-aws-redshift-no-logs
    enable = false
  }
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-no-backup, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam
resource "aws_rds_cluster" "r51" {
  storage_encrypted = true
  backup_retention_period = 7
  deletion_protection = true
  enabled_cloudwatch_logs_exports = ["audit"]
  iam_database_authentication_enabled = true
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-no-backup, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam
resource "aws_rds_cluster" "r52" {
  storage_encrypted = var.storage_encrypted
  backup_retention_period = var.backup_retention_period
  deletion_protection = var.deletion_protection
  enabled_cloudwatch_logs_exports = var.enabled_cloudwatch_logs_exports
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
}

# ruleid: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam
resource "aws_rds_cluster" "r53" {}

resource "aws_rds_cluster" "r54" {
  # ruleid: tf-aws-cluster-unencrypted
  storage_encrypted = false
  # ruleid: tf-aws-rds-no-backup
  backup_retention_period = 0
  # ruleid: tf-aws-rds-deletable
  deletion_protection = false
  # ruleid: tf-aws-rds-no-logs
  enabled_cloudwatch_logs_exports = []
  # ruleid: tf-aws-rds-no-iam
  iam_database_authentication_enabled = false
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-neptune-no-logs
resource "aws_neptune_cluster" "r55" {
  storage_encrypted = true
  deletion_protection = true
  enable_cloudwatch_logs_exports = ["audit"]
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-neptune-no-logs
resource "aws_neptune_cluster" "r56" {
  storage_encrypted = var.storage_encrypted
  deletion_protection = var.deletion_protection
  enable_cloudwatch_logs_exports = var.enable_cloudwatch_logs_exports
}

# ruleid: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-neptune-no-logs
resource "aws_neptune_cluster" "r57" {}

resource "aws_neptune_cluster" "r58" {
  # ruleid: tf-aws-cluster-unencrypted
  storage_encrypted = false
  # ruleid: tf-aws-rds-deletable
  deletion_protection = false
  # ruleid: tf-aws-neptune-no-logs
  enable_cloudwatch_logs_exports = []
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-rds-no-logs
resource "aws_docdb_cluster" "r59" {
  storage_encrypted = true
  deletion_protection = true
  enabled_cloudwatch_logs_exports = ["audit"]
}

# ok: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-rds-no-logs
resource "aws_docdb_cluster" "r60" {
  storage_encrypted = var.storage_encrypted
  deletion_protection = var.deletion_protection
  enabled_cloudwatch_logs_exports = var.enabled_cloudwatch_logs_exports
}

# ruleid: tf-aws-cluster-unencrypted, tf-aws-rds-deletable, tf-aws-rds-no-logs
resource "aws_docdb_cluster" "r61" {}

resource "aws_docdb_cluster" "r62" {
  # ruleid: tf-aws-cluster-unencrypted
  storage_encrypted = false
  # ruleid: tf-aws-rds-deletable
  deletion_protection = false
  # ruleid: tf-aws-rds-no-logs
  enabled_cloudwatch_logs_exports = []
}

# ok: tf-aws-cluster-unencrypted
resource "aws_rds_global_cluster" "r63" {
  storage_encrypted = true
}

# ok: tf-aws-cluster-unencrypted
resource "aws_rds_global_cluster" "r64" {
  storage_encrypted = var.storage_encrypted
}

# ruleid: tf-aws-cluster-unencrypted
resource "aws_rds_global_cluster" "r65" {}

resource "aws_rds_global_cluster" "r66" {
  # ruleid: tf-aws-cluster-unencrypted
  storage_encrypted = false
}

# ok: tf-aws-rds-unencrypted, tf-aws-rds-public, tf-aws-rds-no-backup, tf-aws-rds-backup-not-set, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam, tf-aws-rds-no-patches
resource "aws_db_instance" "r67" {
  storage_encrypted = true
  publicly_accessible = false
  backup_retention_period = 7
  deletion_protection = true
  enabled_cloudwatch_logs_exports = ["audit"]
  iam_database_authentication_enabled = true
  auto_minor_version_upgrade = true
}

# ok: tf-aws-rds-unencrypted, tf-aws-rds-public, tf-aws-rds-no-backup, tf-aws-rds-backup-not-set, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam, tf-aws-rds-no-patches
resource "aws_db_instance" "r68" {
  storage_encrypted = var.storage_encrypted
  publicly_accessible = var.publicly_accessible
  backup_retention_period = var.backup_retention_period
  deletion_protection = var.deletion_protection
  enabled_cloudwatch_logs_exports = var.enabled_cloudwatch_logs_exports
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
  auto_minor_version_upgrade = var.auto_minor_version_upgrade
}

# ruleid: tf-aws-rds-unencrypted, tf-aws-rds-backup-not-set, tf-aws-rds-deletable, tf-aws-rds-no-logs, tf-aws-rds-no-iam
resource "aws_db_instance" "r69" {}

resource "aws_db_instance" "r70" {
  # ruleid: tf-aws-rds-unencrypted
  storage_encrypted = false
  # ruleid: tf-aws-rds-public
  publicly_accessible = true
  # ruleid: tf-aws-rds-no-backup
  backup_retention_period = 0
  # ruleid: tf-aws-rds-deletable
  deletion_protection = false
  # ruleid: tf-aws-rds-no-logs
  enabled_cloudwatch_logs_exports = []
  # ruleid: tf-aws-rds-no-iam
  iam_database_authentication_enabled = false
  # ruleid: tf-aws-rds-no-patches
  auto_minor_version_upgrade = false
}

# ok: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-old-tls, tf-aws-search-no-logs
resource "aws_elasticsearch_domain" "r71" {
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  domain_endpoint_options {
    enforce_https = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
  log_publishing_options {
    log_type = "AUDIT_LOGS"
  }
}

# ok: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-old-tls, tf-aws-search-no-logs
resource "aws_elasticsearch_domain" "r72" {
  encrypt_at_rest {
    enabled = var.enabled
  }
  node_to_node_encryption {
    enabled = var.enabled
  }
  domain_endpoint_options {
    enforce_https = var.enforce_https
    tls_security_policy = var.tls_security_policy
  }
  log_publishing_options {
    log_type = var.log_type
  }
}

# ruleid: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-no-logs
resource "aws_elasticsearch_domain" "r73" {}

resource "aws_elasticsearch_domain" "r74" {
  encrypt_at_rest {
    # ruleid: tf-aws-search-unencrypted
    enabled = false
  }
  node_to_node_encryption {
    # ruleid: tf-aws-search-node-traffic-open
    enabled = false
  }
  domain_endpoint_options {
    # ruleid: tf-aws-search-plain-http
    enforce_https = false
    # ruleid: tf-aws-search-old-tls
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
  }
  log_publishing_options {
    log_type = "AUDIT_LOGS"
  }
}

# ok: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-old-tls, tf-aws-search-no-logs
resource "aws_opensearch_domain" "r75" {
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  domain_endpoint_options {
    enforce_https = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
  log_publishing_options {
    log_type = "AUDIT_LOGS"
  }
}

# ok: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-old-tls, tf-aws-search-no-logs
resource "aws_opensearch_domain" "r76" {
  encrypt_at_rest {
    enabled = var.enabled
  }
  node_to_node_encryption {
    enabled = var.enabled
  }
  domain_endpoint_options {
    enforce_https = var.enforce_https
    tls_security_policy = var.tls_security_policy
  }
  log_publishing_options {
    log_type = var.log_type
  }
}

# ruleid: tf-aws-search-unencrypted, tf-aws-search-node-traffic-open, tf-aws-search-plain-http, tf-aws-search-no-logs
resource "aws_opensearch_domain" "r77" {}

resource "aws_opensearch_domain" "r78" {
  encrypt_at_rest {
    # ruleid: tf-aws-search-unencrypted
    enabled = false
  }
  node_to_node_encryption {
    # ruleid: tf-aws-search-node-traffic-open
    enabled = false
  }
  domain_endpoint_options {
    # ruleid: tf-aws-search-plain-http
    enforce_https = false
    # ruleid: tf-aws-search-old-tls
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
  }
  log_publishing_options {
    log_type = "AUDIT_LOGS"
  }
}

# ok: tf-aws-cache-unencrypted, tf-aws-cache-traffic-open, tf-aws-cache-no-backup
resource "aws_elasticache_replication_group" "r79" {
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  snapshot_retention_limit = 5
}

# ok: tf-aws-cache-unencrypted, tf-aws-cache-traffic-open, tf-aws-cache-no-backup
resource "aws_elasticache_replication_group" "r80" {
  at_rest_encryption_enabled = var.at_rest_encryption_enabled
  transit_encryption_enabled = var.transit_encryption_enabled
  snapshot_retention_limit = var.snapshot_retention_limit
}

# ruleid: tf-aws-cache-unencrypted, tf-aws-cache-traffic-open
resource "aws_elasticache_replication_group" "r81" {}

resource "aws_elasticache_replication_group" "r82" {
  # ruleid: tf-aws-cache-unencrypted
  at_rest_encryption_enabled = false
  # ruleid: tf-aws-cache-traffic-open
  transit_encryption_enabled = false
  # ruleid: tf-aws-cache-no-backup
  snapshot_retention_limit = 0
}

# ok: tf-aws-build-artifacts-unencrypted, tf-aws-build-privileged
resource "aws_codebuild_project" "r83" {
  artifacts {
    encryption_disabled = false
  }
  environment {
    privileged_mode = false
  }
}

# ok: tf-aws-build-artifacts-unencrypted, tf-aws-build-privileged
resource "aws_codebuild_project" "r84" {
  artifacts {
    encryption_disabled = var.encryption_disabled
  }
  environment {
    privileged_mode = var.privileged_mode
  }
}

resource "aws_codebuild_project" "r85" {
  artifacts {
    # ruleid: tf-aws-build-artifacts-unencrypted
    encryption_disabled = true
  }
  environment {
    # ruleid: tf-aws-build-privileged
    privileged_mode = true
  }
}

# ok: tf-aws-workspace-unencrypted, tf-aws-workspace-user-disk-unencrypted
resource "aws_workspaces_workspace" "r86" {
  root_volume_encryption_enabled = true
  user_volume_encryption_enabled = true
}

# ok: tf-aws-workspace-unencrypted, tf-aws-workspace-user-disk-unencrypted
resource "aws_workspaces_workspace" "r87" {
  root_volume_encryption_enabled = var.root_volume_encryption_enabled
  user_volume_encryption_enabled = var.user_volume_encryption_enabled
}

# ruleid: tf-aws-workspace-unencrypted, tf-aws-workspace-user-disk-unencrypted
resource "aws_workspaces_workspace" "r88" {}

resource "aws_workspaces_workspace" "r89" {
  # ruleid: tf-aws-workspace-unencrypted
  root_volume_encryption_enabled = false
  # ruleid: tf-aws-workspace-user-disk-unencrypted
  user_volume_encryption_enabled = false
}

# ok: tf-aws-notebook-unencrypted, tf-aws-notebook-internet, tf-aws-notebook-root
resource "aws_sagemaker_notebook_instance" "r90" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
  direct_internet_access = "Disabled"
  root_access = "Disabled"
}

# ok: tf-aws-notebook-unencrypted, tf-aws-notebook-internet, tf-aws-notebook-root
resource "aws_sagemaker_notebook_instance" "r91" {
  kms_key_id = var.kms_key_id
  direct_internet_access = var.direct_internet_access
  root_access = var.root_access
}

# ruleid: tf-aws-notebook-unencrypted, tf-aws-notebook-internet
resource "aws_sagemaker_notebook_instance" "r92" {}

resource "aws_sagemaker_notebook_instance" "r93" {
  # ruleid: tf-aws-notebook-unencrypted
  kms_key_id = ""
  # ruleid: tf-aws-notebook-internet
  direct_internet_access = "Enabled"
  # ruleid: tf-aws-notebook-root
  root_access = "Enabled"
}

# ok: tf-aws-notebook-unencrypted
resource "aws_sagemaker_endpoint_configuration" "r94" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-notebook-unencrypted
resource "aws_sagemaker_endpoint_configuration" "r95" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-notebook-unencrypted
resource "aws_sagemaker_endpoint_configuration" "r96" {}

resource "aws_sagemaker_endpoint_configuration" "r97" {
  # ruleid: tf-aws-notebook-unencrypted
  kms_key_id = ""
}

# ok: tf-aws-athena-unencrypted
resource "aws_athena_database" "r98" {
  encryption_configuration {
    encryption_option = "SSE_KMS"
  }
}

# ok: tf-aws-athena-unencrypted
resource "aws_athena_database" "r99" {
  encryption_configuration {
    encryption_option = var.encryption_option
  }
}

# ruleid: tf-aws-athena-unencrypted
resource "aws_athena_database" "r100" {}

resource "aws_athena_database" "r101" {
  encryption_configuration {
    # ruleid: tf-aws-athena-unencrypted
    encryption_option = ""
  }
}

# ok: tf-aws-msk-plaintext, tf-aws-msk-brokers-plaintext
resource "aws_msk_cluster" "r102" {
  encryption_info {
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster = true
    }
  }
}

# ok: tf-aws-msk-plaintext, tf-aws-msk-brokers-plaintext
resource "aws_msk_cluster" "r103" {
  encryption_info {
    encryption_in_transit {
      client_broker = var.client_broker
      in_cluster = var.in_cluster
    }
  }
}

resource "aws_msk_cluster" "r104" {
  encryption_info {
    encryption_in_transit {
      # ruleid: tf-aws-msk-plaintext
      client_broker = "PLAINTEXT"
      # ruleid: tf-aws-msk-brokers-plaintext
      in_cluster = false
    }
  }
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_lustre_file_system" "r105" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_lustre_file_system" "r106" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-fsx-own-key
resource "aws_fsx_lustre_file_system" "r107" {}

resource "aws_fsx_lustre_file_system" "r108" {
  # ruleid: tf-aws-fsx-own-key
  kms_key_id = ""
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_windows_file_system" "r109" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_windows_file_system" "r110" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-fsx-own-key
resource "aws_fsx_windows_file_system" "r111" {}

resource "aws_fsx_windows_file_system" "r112" {
  # ruleid: tf-aws-fsx-own-key
  kms_key_id = ""
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_ontap_file_system" "r113" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_ontap_file_system" "r114" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-fsx-own-key
resource "aws_fsx_ontap_file_system" "r115" {}

resource "aws_fsx_ontap_file_system" "r116" {
  # ruleid: tf-aws-fsx-own-key
  kms_key_id = ""
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_openzfs_file_system" "r117" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-fsx-own-key
resource "aws_fsx_openzfs_file_system" "r118" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-fsx-own-key
resource "aws_fsx_openzfs_file_system" "r119" {}

resource "aws_fsx_openzfs_file_system" "r120" {
  # ruleid: tf-aws-fsx-own-key
  kms_key_id = ""
}

# ok: tf-aws-key-without-rotation
resource "aws_kms_key" "r121" {
  enable_key_rotation = true
}

# ok: tf-aws-key-without-rotation
resource "aws_kms_key" "r122" {
  enable_key_rotation = var.enable_key_rotation
}

# ruleid: tf-aws-key-without-rotation
resource "aws_kms_key" "r123" {}

resource "aws_kms_key" "r124" {
  # ruleid: tf-aws-key-without-rotation
  enable_key_rotation = false
}

# ok: tf-aws-secret-own-key
resource "aws_secretsmanager_secret" "r125" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-secret-own-key
resource "aws_secretsmanager_secret" "r126" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-secret-own-key
resource "aws_secretsmanager_secret" "r127" {}

resource "aws_secretsmanager_secret" "r128" {
  # ruleid: tf-aws-secret-own-key
  kms_key_id = ""
}

# ok: tf-aws-secret-own-key
resource "aws_backup_vault" "r129" {
  kms_key_id = "arn:aws:kms:x:1:key/2"
}

# ok: tf-aws-secret-own-key
resource "aws_backup_vault" "r130" {
  kms_key_id = var.kms_key_id
}

# ruleid: tf-aws-secret-own-key
resource "aws_backup_vault" "r131" {}

resource "aws_backup_vault" "r132" {
  # ruleid: tf-aws-secret-own-key
  kms_key_id = ""
}

# ok: tf-aws-glue-catalog-open
resource "aws_glue_data_catalog_encryption_settings" "r133" {
  data_catalog_encryption_settings {
    encryption_at_rest {
      catalog_encryption_mode = "SSE-KMS"
    }
  }
}

# ok: tf-aws-glue-catalog-open
resource "aws_glue_data_catalog_encryption_settings" "r134" {
  data_catalog_encryption_settings {
    encryption_at_rest {
      catalog_encryption_mode = var.catalog_encryption_mode
    }
  }
}

resource "aws_glue_data_catalog_encryption_settings" "r135" {
  data_catalog_encryption_settings {
    encryption_at_rest {
      # ruleid: tf-aws-glue-catalog-open
      catalog_encryption_mode = "DISABLED"
    }
  }
}

# ok: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_bucket_public_access_block" "r136" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}

# ok: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_bucket_public_access_block" "r137" {
  block_public_acls = var.block_public_acls
  block_public_policy = var.block_public_policy
  ignore_public_acls = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

# ruleid: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_bucket_public_access_block" "r138" {}

resource "aws_s3_bucket_public_access_block" "r139" {
  # ruleid: tf-aws-s3-public-block-acls
  block_public_acls = false
  # ruleid: tf-aws-s3-public-block-policy
  block_public_policy = false
  # ruleid: tf-aws-s3-public-ignore-acls
  ignore_public_acls = false
  # ruleid: tf-aws-s3-public-restrict
  restrict_public_buckets = false
}

# ok: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_account_public_access_block" "r140" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}

# ok: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_account_public_access_block" "r141" {
  block_public_acls = var.block_public_acls
  block_public_policy = var.block_public_policy
  ignore_public_acls = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

# ruleid: tf-aws-s3-public-block-acls, tf-aws-s3-public-block-policy, tf-aws-s3-public-ignore-acls, tf-aws-s3-public-restrict
resource "aws_s3_account_public_access_block" "r142" {}

resource "aws_s3_account_public_access_block" "r143" {
  # ruleid: tf-aws-s3-public-block-acls
  block_public_acls = false
  # ruleid: tf-aws-s3-public-block-policy
  block_public_policy = false
  # ruleid: tf-aws-s3-public-ignore-acls
  ignore_public_acls = false
  # ruleid: tf-aws-s3-public-restrict
  restrict_public_buckets = false
}

# ok: tf-aws-s3-public-acl, tf-aws-s3-versions-false
resource "aws_s3_bucket" "r144" {
  acl = "private"
  versioning {
    enabled = true
  }
}

# ok: tf-aws-s3-public-acl, tf-aws-s3-versions-false
resource "aws_s3_bucket" "r145" {
  acl = var.acl
  versioning {
    enabled = var.enabled
  }
}

resource "aws_s3_bucket" "r146" {
  # ruleid: tf-aws-s3-public-acl
  acl = "public-read"
  versioning {
    # ruleid: tf-aws-s3-versions-false
    enabled = false
  }
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_bucket_acl" "r147" {
  acl = "private"
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_bucket_acl" "r148" {
  acl = var.acl
}

resource "aws_s3_bucket_acl" "r149" {
  # ruleid: tf-aws-s3-public-acl
  acl = "public-read"
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_bucket_object" "r150" {
  acl = "private"
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_bucket_object" "r151" {
  acl = var.acl
}

resource "aws_s3_bucket_object" "r152" {
  # ruleid: tf-aws-s3-public-acl
  acl = "public-read"
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_object" "r153" {
  acl = "private"
}

# ok: tf-aws-s3-public-acl
resource "aws_s3_object" "r154" {
  acl = var.acl
}

resource "aws_s3_object" "r155" {
  # ruleid: tf-aws-s3-public-acl
  acl = "public-read"
}

# ok: tf-aws-s3-versions-off
resource "aws_s3_bucket_versioning" "r156" {
  versioning_configuration {
    status = "Enabled"
  }
}

# ok: tf-aws-s3-versions-off
resource "aws_s3_bucket_versioning" "r157" {
  versioning_configuration {
    status = var.status
  }
}

resource "aws_s3_bucket_versioning" "r158" {
  versioning_configuration {
    # ruleid: tf-aws-s3-versions-off
    status = "Suspended"
  }
}

# The buckets of this file have what stands beside a bucket.
resource "aws_s3_bucket_logging" "all" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "all" {}
