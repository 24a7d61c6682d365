"""A certificate authority of our own and server certificates signed by it, made with openssl."""

import pathlib
import subprocess


def _openssl(*args, cwd):
    done = subprocess.run(["openssl", *args], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {args[0]} failed: {done.stderr}")


class Authority:
    """Files: ca.crt and ca.key in `folder`."""

    def __init__(self, folder, name="openclaw-xmpp test CA"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.certificate = self.folder / "ca.crt"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", "ca.key", "-out", "ca.crt", "-days", "30", "-subj", f"/CN={name}",
                 "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                 cwd=self.folder)

    def issue(self, file_name, names):
        """Makes file_name.crt and file_name.key for the DNS names; returns both paths."""
        extensions = self.folder / f"{file_name}.ext"
        subject_names = ",".join(f"DNS:{name}" for name in names)
        extensions.write_text(
            f"subjectAltName={subject_names},IP:127.0.0.1\nbasicConstraints=CA:FALSE\n"
            "keyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n", encoding="ascii")
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", f"{file_name}.key", "-out", f"{file_name}.csr", "-subj", f"/CN={names[0]}", cwd=self.folder)
        _openssl("x509", "-req", "-in", f"{file_name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                 "-out", f"{file_name}.crt", "-days", "30", "-extfile", extensions.name, cwd=self.folder)
        return self.folder / f"{file_name}.crt", self.folder / f"{file_name}.key"
