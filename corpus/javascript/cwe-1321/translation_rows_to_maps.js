// seccoder-example: 1
// title: Collect translated texts by language and key
// guideline: Index by names from outside in a Map, where __proto__ is a key like any other.
// cwe: CWE-1321
// apis: Map.prototype.set
// applies: standard library
// --- secure ---
function collectTexts(rows) {
  const languages = new Map();
  for (const { language, key, text } of rows) {
    let texts = languages.get(language);
    if (!texts) {
      texts = new Map();
      languages.set(language, texts);
    }
    texts.set(key, text);
  }
  return languages;
}

function translate(languages, language, key) {
  return languages.get(language)?.get(key) ?? key;
}

module.exports = { collectTexts, translate };
// --- vulnerable ---
function collectTexts(rows) {
  const languages = {};
  for (const { language, key, text } of rows) {
    let texts = languages[language];
    if (!texts) {
      texts = {};
      languages[language] = texts;
    }
    texts[key] = text;
  }
  return languages;
}

function translate(languages, language, key) {
  return languages[language]?.[key] ?? key;
}

module.exports = { collectTexts, translate };
