"""Starts the service by a command, takes the tour that it prints, and stops it:
python .ci/take_tour.py target/debug/local"""

import pathlib
import signal
import subprocess
import sys
import tempfile

PROMPTS = ("TOKEN=", "curl ")


def printed_until_ready(service):
    commands = []
    for line in service.stdout:
        print(line, end="")
        if line.strip().startswith(PROMPTS):
            commands.append(line.strip().replace("curl -s", "curl -sSf"))
        if "Ctrl-C" in line:
            return commands
    sys.exit(f"the service ended with {service.wait()}")


def main(command):
    service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        commands = printed_until_ready(service)
        with tempfile.TemporaryDirectory() as folder:
            script = "\necho\n".join(commands)
            subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, check=True)
            picture = pathlib.Path(folder, "rings.png").read_bytes()
        assert picture.startswith(b"\x89PNG"), "the tour ends without a picture"
    finally:
        service.send_signal(signal.SIGINT)
        ended = service.wait(timeout=60)
    return ended


sys.exit(main(sys.argv[1:]))
