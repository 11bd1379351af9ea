import boto3

s3 = boto3.client("s3")
ec2 = boto3.client("ec2")
rds = boto3.client("rds")


def publish(docker, key, command):
    # ruleid: py-cloud-public
    s3.put_object(Bucket="reports", Key=key, ACL="public-read")
    # ok: py-cloud-public
    s3.put_object(Bucket="reports", Key=key, ACL="private")
    # ruleid: py-cloud-public
    ec2.authorize_security_group_ingress(GroupId="sg", IpProtocol="tcp", CidrIp="0.0.0.0/0", FromPort=22, ToPort=22)
    # ok: py-cloud-public
    ec2.authorize_security_group_ingress(GroupId="sg", IpProtocol="tcp", CidrIp="10.0.0.0/8", FromPort=22, ToPort=22)
    # ruleid: py-cloud-unencrypted
    rds.create_db_instance(DBInstanceIdentifier="orders", StorageEncrypted=False)
    # ok: py-cloud-unencrypted
    rds.create_db_instance(DBInstanceIdentifier="orders", StorageEncrypted=True)
    # ruleid: py-cloud-unencrypted
    boto3.client("sqs", use_ssl=False)
    # ok: py-cloud-unencrypted
    boto3.client("sqs")
    # ruleid: py-container-privileged
    docker.containers.run("alpine", command, privileged=True)
    # ok: py-container-privileged
    docker.containers.run("alpine", command, privileged=False)
    # ruleid: py-container-privileged
    docker.containers.run("alpine", command, volumes={"/var/run/docker.sock": {"bind": "/var/run/docker.sock"}})
    # ok: py-container-privileged
    docker.containers.run("alpine", command, volumes={"/srv/data": {"bind": "/data"}})
