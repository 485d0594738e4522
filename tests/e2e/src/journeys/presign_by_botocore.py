"""Presigns GETs of objects by botocore: reads JSON on standard input, writes the URLs as JSON."""

import json
import sys

import botocore.config
import botocore.session

asked = json.load(sys.stdin)
client = botocore.session.Session().create_client(
    "s3",
    region_name=asked["region"],
    endpoint_url=asked["endpoint_url"],
    aws_access_key_id=asked["access_key_id"],
    aws_secret_access_key=asked["secret_access_key"],
    aws_session_token=asked["session_token"],
    config=botocore.config.Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)
urls = [
    client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=900)
    for parameters in asked["objects"]
]
json.dump(urls, sys.stdout)
