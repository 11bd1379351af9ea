# ok: tf-aws-s3-no-encryption, tf-aws-s3-no-versions, tf-aws-s3-no-logs, tf-aws-s3-no-public-block
resource "aws_s3_bucket" "one" {
  bucket = "one"
}

# ok: tf-aws-s3-no-encryption, tf-aws-s3-no-versions, tf-aws-s3-no-logs, tf-aws-s3-no-public-block
resource "aws_s3_bucket" "two" {
  bucket = "two"
}

resource "aws_s3_bucket_versioning" "one" {}
resource "aws_s3_bucket_logging" "one" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "one" {}
resource "aws_s3_bucket_public_access_block" "one" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# ok: tf-aws-vpc-no-flow-logs
resource "aws_vpc" "one" {}
# ok: tf-aws-vpc-no-flow-logs
resource "aws_vpc" "two" {}
resource "aws_flow_log" "one" {}
