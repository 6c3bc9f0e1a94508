// seccoder-example: 1
// title: Render a donation receipt mail with EJS
// guideline: Print values with the escaping tag <%= %>; keep <%- %> for trusted includes.
// cwe: CWE-79
// apis: ejs.compile
// applies: ejs
// --- secure ---
const ejs = require("ejs");

const receipt = ejs.compile(`
<h1>Thank you, <%= donor.name %></h1>
<p>You gave <%= amount %> to <%= campaign.title %>.</p>
<% if (donor.message) { %>
  <blockquote><%= donor.message %></blockquote>
<% } %>
`);

function receiptMail(donor, cents, campaign) {
  const amount = (cents / 100).toLocaleString("en-IE", {
    style: "currency",
    currency: "EUR",
  });
  return {
    to: donor.email,
    subject: "Your donation",
    html: receipt({ donor, amount, campaign }),
  };
}

module.exports = { receiptMail };
// --- vulnerable ---
const ejs = require("ejs");

const receipt = ejs.compile(`
<h1>Thank you, <%- donor.name %></h1>
<p>You gave <%- amount %> to <%- campaign.title %>.</p>
<% if (donor.message) { %>
  <blockquote><%- donor.message %></blockquote>
<% } %>
`);

function receiptMail(donor, cents, campaign) {
  const amount = (cents / 100).toLocaleString("en-IE", {
    style: "currency",
    currency: "EUR",
  });
  return {
    to: donor.email,
    subject: "Your donation",
    html: receipt({ donor, amount, campaign }),
  };
}

module.exports = { receiptMail };
