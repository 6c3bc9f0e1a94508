# seccoder-example: 1
# title: Answer words with definitions in a line-based server
# guideline: Give readline a limit and the connection a timeout, or one client fills the memory.
# cwe: CWE-400, CWE-770
# apis: socketserver.StreamRequestHandler, io.BufferedReader.readline
# applies: socketserver
# --- secure ---
import socketserver

MAX_LINE = 200
GLOSSARY = {"ebb": "the tide going out", "neap": "the weakest tide of the month"}


class GlossaryHandler(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        try:
            while line := self.rfile.readline(MAX_LINE + 1):
                if len(line) > MAX_LINE:
                    self.wfile.write(b"the line is too long\n")
                    return
                word = line.decode("utf-8", "replace").strip().lower()
                answer = GLOSSARY.get(word, "no such word")
                self.wfile.write(answer.encode() + b"\n")
        except OSError:
            return
# --- vulnerable ---
import socketserver

GLOSSARY = {"ebb": "the tide going out", "neap": "the weakest tide of the month"}


class GlossaryHandler(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        try:
            while line := self.rfile.readline():
                word = line.decode("utf-8", "replace").strip().lower()
                answer = GLOSSARY.get(word, "no such word")
                self.wfile.write(answer.encode() + b"\n")
        except OSError:
            return
