// seccoder-example: 1
// title: Open the cash drawer on request of a till window in Electron
// guideline: Check the sender frame of an IPC call; embedded pages may send on the same channel.
// cwe: CWE-346
// apis: electron.ipcMain.handle, electron.WebFrameMain.url
// applies: electron
// --- secure ---
import { ipcMain, type WebFrameMain } from "electron";

interface CashDrawer {
  open(reason: string): Promise<void>;
}

function isTill(frame: WebFrameMain | null): boolean {
  const url = frame ? new URL(frame.url) : null;
  return url?.protocol === "app:" && url.host === "till";
}

export function handleCashDrawer(drawer: CashDrawer): void {
  ipcMain.handle("cash-drawer:open", async (event, reason: unknown) => {
    if (!isTill(event.senderFrame)) {
      throw new Error("only the till opens the drawer");
    }
    if (typeof reason !== "string" || reason === "" || reason.length > 80) {
      throw new TypeError("a short reason is needed");
    }
    await drawer.open(reason);
  });
}
// --- vulnerable ---
import { ipcMain } from "electron";

interface CashDrawer {
  open(reason: string): Promise<void>;
}

export function handleCashDrawer(drawer: CashDrawer): void {
  ipcMain.handle("cash-drawer:open", async (_event, reason: unknown) => {
    if (typeof reason !== "string" || reason === "" || reason.length > 80) {
      throw new TypeError("a short reason is needed");
    }
    await drawer.open(reason);
  });
}
