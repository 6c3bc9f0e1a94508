# seccoder-example: 1
# title: Fetch a lab result from a server with a private CA
# guideline: Trust a private server through its own CA file; never switch verification off.
# cwe: CWE-295
# apis: requests.get
# applies: requests
# --- secure ---
import os

import requests

LAB_URL = "https://lab.clinic.internal"
LAB_CA = "/etc/clinic/lab-ca.pem"


def fetch_result(order: int) -> dict:
    reply = requests.get(
        f"{LAB_URL}/orders/{order:d}/result",
        headers={"Authorization": f"Bearer {os.environ['LAB_TOKEN']}"},
        timeout=10,
        verify=LAB_CA,
    )
    reply.raise_for_status()
    return reply.json()
# --- vulnerable ---
import os

import requests
import urllib3

LAB_URL = "https://lab.clinic.internal"
urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


def fetch_result(order: int) -> dict:
    reply = requests.get(
        f"{LAB_URL}/orders/{order:d}/result",
        headers={"Authorization": f"Bearer {os.environ['LAB_TOKEN']}"},
        timeout=10,
        verify=False,
    )
    reply.raise_for_status()
    return reply.json()
