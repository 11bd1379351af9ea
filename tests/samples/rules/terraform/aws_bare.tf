# ruleid: tf-aws-s3-no-encryption, tf-aws-s3-no-versions, tf-aws-s3-no-logs, tf-aws-s3-no-public-block
resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

# ok: tf-aws-s3-no-encryption, tf-aws-s3-no-versions, tf-aws-s3-no-logs
# ruleid: tf-aws-s3-no-public-block
resource "aws_s3_bucket" "old" {
  versioning {
    enabled = true
  }
  logging {
    target_bucket = "logs"
  }
  server_side_encryption_configuration {}
}

# ruleid: tf-aws-vpc-no-flow-logs
resource "aws_vpc" "bare" {
  cidr_block = "10.0.0.0/16"
}
