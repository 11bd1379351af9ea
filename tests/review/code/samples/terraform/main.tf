# The network that all else stands in.
module "network" {
  source  = "terraform-modules/vpc/aws"
  version = "~> 5.0"
}

module "shop" {
  source = "./modules/shop"
  subnet = module.network.subnet_ids[0]
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

// What customers see.
resource "aws_instance" "web" {
  count = var.region == "eu-west-1" ? 2 : 1
  ami   = lookup(var.images, "web")

  ebs_block_device {
    size = max(10, var.size)
  }

  tags = {
    Name = "web"
  }
}

data "aws_ami" "base" {
  most_recent = true
}

locals {
  names = [for one in var.names : upper(one)]
}

output "address" {
  value = aws_instance.web[0].public_ip
}
