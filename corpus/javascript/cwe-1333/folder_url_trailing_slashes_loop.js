// seccoder-example: 1
// title: Normalize the folder of a file sync request
// guideline: Strip a repeated character at the end with a loop; a /x+$/ search takes quadratic time.
// cwe: CWE-1333
// apis: String.prototype.replace
// applies: standard library
// --- secure ---
function folderKey(account, folder) {
  let end = folder.length;
  while (end > 0 && folder[end - 1] === "/") {
    end -= 1;
  }
  const trimmed = folder.slice(0, end);
  return JSON.stringify([account, trimmed || "/"]);
}

class SyncIndex {
  #files = new Map();

  record(account, folder, file, version) {
    const key = folderKey(account, folder);
    const files = this.#files.get(key) ?? new Map();
    files.set(file, version);
    this.#files.set(key, files);
  }

  list(account, folder) {
    return [...(this.#files.get(folderKey(account, folder)) ?? [])];
  }
}

module.exports = { SyncIndex };
// --- vulnerable ---
function folderKey(account, folder) {
  const trimmed = folder.replace(/\/+$/, "");
  return JSON.stringify([account, trimmed || "/"]);
}

class SyncIndex {
  #files = new Map();

  record(account, folder, file, version) {
    const key = folderKey(account, folder);
    const files = this.#files.get(key) ?? new Map();
    files.set(file, version);
    this.#files.set(key, files);
  }

  list(account, folder) {
    return [...(this.#files.get(folderKey(account, folder)) ?? [])];
  }
}

module.exports = { SyncIndex };
