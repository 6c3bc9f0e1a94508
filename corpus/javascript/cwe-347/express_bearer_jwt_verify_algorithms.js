// seccoder-example: 1
// title: Read the caller from a bearer token in Express
// guideline: Verify a token with pinned algorithms, issuer and audience; decode proves nothing.
// cwe: CWE-347, CWE-345
// apis: jsonwebtoken.verify
// applies: jsonwebtoken, express
// --- secure ---
const jwt = require("jsonwebtoken");

function bearer({ publicKey, issuer, audience }) {
  return (req, res, next) => {
    const [scheme, token] = (req.get("authorization") ?? "").split(" ");
    let claims;
    try {
      claims = jwt.verify(token, publicKey, { algorithms: ["RS256"], issuer, audience });
    } catch {
      return res.status(401).json({ error: "invalid token" });
    }
    if (scheme !== "Bearer") {
      return res.status(401).json({ error: "invalid token" });
    }
    req.user = { id: claims.sub, scopes: (claims.scope ?? "").split(" ") };
    next();
  };
}

module.exports = { bearer };
// --- vulnerable ---
const jwt = require("jsonwebtoken");

function bearer({ issuer, audience }) {
  return (req, res, next) => {
    const [scheme, token] = (req.get("authorization") ?? "").split(" ");
    const claims = jwt.decode(token);
    const expired = !claims || claims.exp * 1000 < Date.now();
    const foreign = claims?.iss !== issuer || claims?.aud !== audience;
    if (scheme !== "Bearer" || expired || foreign) {
      return res.status(401).json({ error: "invalid token" });
    }
    req.user = { id: claims.sub, scopes: (claims.scope ?? "").split(" ") };
    next();
  };
}

module.exports = { bearer };
