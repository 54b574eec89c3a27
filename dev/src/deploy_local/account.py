"""Answers a question about the account as JSON.

    account.py STACK take_bytes               has the API take and give bytes, as its document says
    account.py STACK outputs                  the stack's outputs, and the physical ids of its resources
    account.py STACK secret RESOURCE          the value of a secret
    account.py STACK send TEXT                puts a message into the queue
    account.py STACK dead                     the texts in the dead-letter queue
    account.py STACK reads ROLE SECRET        whether the role may read the secret
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

stack, question, *rest = sys.argv[1:]
cloudformation = boto3.client("cloudformation")


def take_bytes():
    """SAM writes the binary media types into the API's document, and the emulator knows only those that stand beside it."""
    # AWS takes one at a time, and the emulator a list.
    gateway = boto3.client("apigateway", config=Config(parameter_validation=False))
    change = {"op": "replace", "path": "/binaryMediaTypes", "value": ["*/*"]}
    gateway.update_rest_api(restApiId=outputs()["resources"]["Api"], patchOperations=[change])


def outputs():
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    return {
        "outputs": {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]},
        "resources": {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources},
    }


def secret(resource):
    return boto3.client("secretsmanager").get_secret_value(SecretId=outputs()["resources"][resource])["SecretString"]


def send(text):
    boto3.client("sqs").send_message(QueueUrl=outputs()["outputs"]["QueueUrl"], MessageBody=text)


def dead():
    url = outputs()["outputs"]["DeadLetterQueueUrl"]
    received = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=1)
    return [message["Body"] for message in received.get("Messages", [])]


def reads(role, resource):
    resources = outputs()["resources"]
    arn = boto3.client("iam").get_role(RoleName=resources[role])["Role"]["Arn"]
    credentials = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="proof")["Credentials"]
    secrets = boto3.client(
        "secretsmanager",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    try:
        secrets.get_secret_value(SecretId=resources[resource])
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"):
            return False
        raise


print(json.dumps(globals()[question](*rest)))
