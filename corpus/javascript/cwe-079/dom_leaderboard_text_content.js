// seccoder-example: 1
// title: Render a game leaderboard as table rows in the browser
// guideline: Put text into the page with textContent; never build HTML from values.
// cwe: CWE-79
// apis: Document.createElement, Node.textContent, Element.replaceChildren
// applies: DOM
// --- secure ---
export function renderLeaderboard(table, players) {
  const rows = players.map((player, index) => {
    const row = document.createElement("tr");
    for (const value of [index + 1, player.nickname, player.clan, player.score]) {
      const cell = document.createElement("td");
      cell.textContent = value;
      row.append(cell);
    }
    row.classList.toggle("online", Boolean(player.online));
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
}
// --- vulnerable ---
export function renderLeaderboard(table, players) {
  const rows = players.map((player, index) => `
    <tr class="${player.online ? "online" : ""}">
      <td>${index + 1}</td>
      <td>${player.nickname}</td>
      <td>${player.clan}</td>
      <td>${player.score}</td>
    </tr>`);
  table.tBodies[0].innerHTML = rows.join("");
}
