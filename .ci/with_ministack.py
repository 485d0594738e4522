"""Runs a command with ministack as its AWS: python .ci/with_ministack.py cargo run -p local

ministack is an AWS for one machine by other people, which checks signatures, trust policies,
external ids and session policies on its own. It is installed by pip, beside this interpreter.
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ministack = pathlib.Path(sys.executable).with_name("ministack")
platform, customer = "123456789012", "111122223333"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_ready(server, url):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        if server.poll() is not None:
            return False
        try:
            direct.open(f"{url}/_ministack/health", timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def environment(url):
    def account(name, number):
        # To ministack an access key of 12 digits is the root of that account, whatever its secret.
        return {
            f"{name}_ACCOUNT_ID": number,
            f"{name}_ACCESS_KEY_ID": number,
            f"{name}_SECRET_ACCESS_KEY": "root",
        }

    return {
        "AWS_ENDPOINT_URL": url,
        "E2E_AWS": "ministack",
        **account("PLATFORM", platform),
        **account("CUSTOMER", customer),
        # Its aws:PrincipalArn is the ARN of the session, where AWS's is that of the role.
        "PRINCIPAL_ARNS": f"arn:aws:sts::{platform}:assumed-role/*",
    }


def main(command):
    port = free_port()
    url = f"http://localhost:{port}"
    settings = {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": url,
        "LOG_LEVEL": "WARNING",
    }
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, "log")
        with log.open("wb") as output:
            settings |= {"TMPDIR": folder}
            server = subprocess.Popen(
                [ministack], env={**os.environ, **settings}, cwd=folder, stdout=output, stderr=output
            )
        code = 1
        try:
            if is_ready(server, url):
                code = subprocess.run(command, env={**os.environ, **environment(url)}).returncode
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
        if code != 0:
            print("ministack's last words:", *log.read_text().splitlines()[-20:], sep="\n", file=sys.stderr)
        return code


sys.exit(main(sys.argv[1:]))
