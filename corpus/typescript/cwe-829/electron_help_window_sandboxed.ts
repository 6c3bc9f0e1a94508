// seccoder-example: 1
// title: Open the online help in a window of an Electron app
// guideline: Show remote pages sandboxed, without Node, and keep them from leaving their origin.
// cwe: CWE-829
// apis: electron.BrowserWindow, electron.shell.openExternal
// applies: electron
// --- secure ---
import { BrowserWindow, shell } from "electron";

const HELP = "https://help.tax-return.example";

function keepOnHelp(event: { url: string; preventDefault(): void }): void {
  if (new URL(event.url).origin !== HELP) {
    event.preventDefault();
  }
}

export async function openHelp(topic: string): Promise<void> {
  const help = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: {
      partition: "help",
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  });
  help.webContents.session.setPermissionRequestHandler((_contents, _name, done) => {
    done(false);
  });
  help.webContents.on("will-navigate", keepOnHelp);
  help.webContents.on("will-redirect", keepOnHelp);
  help.webContents.setWindowOpenHandler(({ url }) => {
    if (new URL(url).protocol === "https:") {
      void shell.openExternal(url);
    }
    return { action: "deny" };
  });
  await help.loadURL(`${HELP}/topics/${encodeURIComponent(topic)}`);
}
// --- vulnerable ---
import { BrowserWindow, shell } from "electron";

const HELP = "https://help.tax-return.example";

export async function openHelp(topic: string): Promise<void> {
  const help = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: {
      partition: "help",
      sandbox: false,
      contextIsolation: false,
      nodeIntegration: true,
    },
  });
  help.webContents.session.setPermissionRequestHandler((_contents, _name, done) => {
    done(false);
  });
  help.webContents.setWindowOpenHandler(({ url }) => {
    void shell.openExternal(url);
    return { action: "deny" };
  });
  await help.loadURL(`${HELP}/topics/${encodeURIComponent(topic)}`);
}
