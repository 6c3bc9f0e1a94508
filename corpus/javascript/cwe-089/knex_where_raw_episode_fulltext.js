// seccoder-example: 1
// title: Find podcast episodes by full text with knex
// guideline: Give knex raw fragments their values as bindings, not through a template literal.
// cwe: CWE-89
// apis: knex.QueryBuilder.whereRaw, knex.QueryBuilder.orderByRaw
// applies: knex, PostgreSQL
// --- secure ---
const PAGE = 25;

function findEpisodes(knex, showId, words, page = 0) {
  return knex("episodes")
    .select("id", "title", "published_at")
    .where({ show_id: showId })
    .whereRaw("search_vector @@ plainto_tsquery('english', ?)", [words])
    .orderByRaw("ts_rank(search_vector, plainto_tsquery('english', ?)) DESC", [words])
    .limit(PAGE)
    .offset(PAGE * page);
}

module.exports = { findEpisodes };
// --- vulnerable ---
const PAGE = 25;

function findEpisodes(knex, showId, words, page = 0) {
  return knex("episodes")
    .select("id", "title", "published_at")
    .where({ show_id: showId })
    .whereRaw(`search_vector @@ plainto_tsquery('english', '${words}')`)
    .orderByRaw(`ts_rank(search_vector, plainto_tsquery('english', '${words}')) DESC`)
    .limit(PAGE)
    .offset(PAGE * page);
}

module.exports = { findEpisodes };
