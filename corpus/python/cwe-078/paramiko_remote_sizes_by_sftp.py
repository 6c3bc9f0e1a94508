# seccoder-example: 1
# title: Read the sizes of remote files with paramiko
# guideline: Use the SFTP protocol for remote files instead of building a remote command line.
# cwe: CWE-78
# apis: paramiko.SSHClient.open_sftp, paramiko.SFTPClient.stat
# applies: paramiko
# --- secure ---
import paramiko


def remote_sizes(client: paramiko.SSHClient, paths: list[str]) -> dict[str, int]:
    sizes = {}
    with client.open_sftp() as sftp:
        sftp.get_channel().settimeout(15)
        for path in paths:
            sizes[path] = sftp.stat(path).st_size or 0
    return sizes
# --- vulnerable ---
import paramiko


def remote_sizes(client: paramiko.SSHClient, paths: list[str]) -> dict[str, int]:
    sizes = {}
    for path in paths:
        _, stdout, _ = client.exec_command(f"stat -c %s {path}", timeout=15)
        sizes[path] = int(stdout.read() or 0)
    return sizes
