resource "aws_security_group" "shell" {
  ingress {
    from_port = 22
    to_port   = 22
    protocol  = "tcp"
    # ruleid: tf-aws-open-sensitive-port
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 3389
    to_port   = 3389
    protocol  = "tcp"
    # ok: tf-aws-open-sensitive-port, tf-aws-open-ingress
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port = 443
    to_port   = 443
    protocol  = "tcp"
    # ok: tf-aws-open-sensitive-port, tf-aws-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 8080
    to_port   = 8080
    protocol  = "tcp"
    # ruleid: tf-aws-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 0
    to_port   = 65535
    protocol  = "tcp"
    # ruleid: tf-aws-open-sensitive-port
    ipv6_cidr_blocks = ["::/0"]
  }
  egress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    # ok: tf-aws-open-sensitive-port, tf-aws-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "database" {
  type        = "ingress"
  from_port   = 5432
  to_port     = 5432
  protocol    = "tcp"
  # ruleid: tf-aws-open-sensitive-port
  cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
}

resource "aws_security_group_rule" "out" {
  type        = "egress"
  from_port   = 0
  to_port     = 65535
  protocol    = "tcp"
  # ok: tf-aws-open-sensitive-port, tf-aws-open-ingress
  cidr_blocks = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "shell" {
  # ruleid: tf-aws-open-sensitive-port
  cidr_ipv4   = "0.0.0.0/0"
  from_port   = 22
  ip_protocol = "tcp"
  to_port     = 22
}

resource "aws_network_acl_rule" "all" {
  protocol    = "-1"
  rule_action = "allow"
  # ruleid: tf-aws-open-network-acl
  cidr_block  = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "none" {
  protocol    = "-1"
  rule_action = "deny"
  # ok: tf-aws-open-network-acl
  cidr_block  = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "out" {
  egress      = true
  protocol    = "-1"
  rule_action = "allow"
  # ok: tf-aws-open-network-acl
  cidr_block  = "0.0.0.0/0"
}

data "aws_iam_policy_document" "wide" {
  statement {
    # ruleid: tf-aws-policy-allows-all
    actions   = ["*"]
    resources = ["*"]
  }
  statement {
    effect    = "Deny"
    # ok: tf-aws-policy-allows-all, tf-aws-service-wildcard
    actions   = ["*"]
    resources = ["*"]
  }
  statement {
    # ok: tf-aws-policy-allows-all, tf-aws-service-wildcard
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
  statement {
    # ruleid: tf-aws-service-wildcard
    actions   = ["iam:*"]
    resources = ["*"]
  }
  statement {
    # ok: tf-aws-service-wildcard
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::own/*"]
  }
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::own/*"]
    principals {
      type        = "AWS"
      # ruleid: tf-aws-anyone-principal
      identifiers = ["*"]
    }
  }
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::own/*"]
    principals {
      type        = "Service"
      # ok: tf-aws-anyone-principal
      identifiers = ["cloudfront.amazonaws.com"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::own/*"]
    principals {
      type        = "AWS"
      # ok: tf-aws-anyone-principal
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_policy" "json" {
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        # ruleid: tf-aws-policy-allows-all
        Action   = "*"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        # ruleid: tf-aws-service-wildcard
        Action   = ["kms:*"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_policy" "text" {
  policy = <<EOF
{
  "Statement": [
    {
      "Effect": "Allow",
# ruleid: tf-aws-policy-allows-all
      "Action": "*",
      "Resource": "*"
    }
  ]
}
EOF
}

resource "aws_iam_role" "anyone" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      # ruleid: tf-aws-anyone-principal
      Principal = { AWS = "*" }
    }]
  })
}

resource "aws_sqs_queue_policy" "anyone" {
  policy = <<EOF
{
  "Statement": [
    {
      "Effect": "Allow",
# ruleid: tf-aws-anyone-principal
      "Principal": "*",
      "Action": "sqs:SendMessage",
      "Resource": "arn:aws:sqs:eu-west-1:1:q"
    }
  ]
}
EOF
}

resource "aws_lambda_permission" "anyone" {
  # ruleid: tf-aws-anyone-invokes
  principal = "*"
}

resource "aws_lambda_permission" "gateway" {
  # ok: tf-aws-anyone-invokes
  principal = "apigateway.amazonaws.com"
}

resource "aws_lambda_permission" "named" {
  # ok: tf-aws-anyone-invokes
  principal = var.principal
}

resource "aws_iam_role_policy_attachment" "all" {
  # ruleid: tf-aws-administrator
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy_attachment" "own" {
  # ok: tf-aws-administrator, tf-aws-user-policy
  policy_arn = aws_iam_policy.json.arn
}

resource "aws_iam_role_policy_attachment" "read" {
  # ok: tf-aws-administrator, tf-aws-user-policy
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

# ruleid: tf-aws-user-policy
resource "aws_iam_user_policy_attachment" "person" {
  policy_arn = aws_iam_policy.json.arn
}

resource "aws_lb_listener" "plain" {
  # ruleid: tf-aws-plain-http-listener
  protocol = "HTTP"
  default_action {
    type = "forward"
  }
}

resource "aws_lb_listener" "redirect" {
  # ok: tf-aws-plain-http-listener
  protocol = "HTTP"
  default_action {
    type = "redirect"
  }
}

resource "aws_lb_listener" "tls" {
  # ok: tf-aws-plain-http-listener
  protocol = "HTTPS"
  default_action {
    type = "forward"
  }
}

resource "aws_api_gateway_method" "open" {
  http_method = "POST"
  # ruleid: tf-aws-open-api-method
  authorization = "NONE"
}

resource "aws_api_gateway_method" "options" {
  http_method = "OPTIONS"
  # ok: tf-aws-open-api-method
  authorization = "NONE"
}

resource "aws_api_gateway_method" "closed" {
  http_method = "POST"
  # ok: tf-aws-open-api-method
  authorization = "AWS_IAM"
}
