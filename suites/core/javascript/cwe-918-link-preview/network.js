'use strict';
// A network for the tests: records every request and answers from a table, so that no
// packet leaves. To be loaded before the code under test.
const dns = require('node:dns');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');

const pages = new Map();
const asked = [];

globalThis.fetch = async (target) => {
  const url = new URL(target instanceof Request ? target.url : target);
  asked.push(url.href);
  const page = pages.get(url.href);
  if (page === undefined) throw new TypeError('fetch failed');
  return new Response(page.body, {
    status: page.status ?? 200,
    headers: { 'content-type': 'text/html' },
  });
};

// Other clients are only recorded: the task asks for fetch.
for (const client of [http, https]) {
  for (const name of ['get', 'request']) {
    client[name] = (target) => {
      asked.push(String(target?.href ?? target?.hostname ?? target?.host ?? target));
      throw new Error('use fetch');
    };
  }
}

// Every name is a public site, except the machine itself.
function resolve(host) {
  const family = net.isIP(host);
  if (family) return { address: host, family };
  const here = host === 'localhost' || host.endsWith('.localhost');
  return { address: here ? '127.0.0.1' : '93.184.216.34', family: 4 };
}

async function lookup(host, options) {
  const found = resolve(host);
  return options?.all ? [found] : found;
}
dns.promises.lookup = lookup;
dns.promises.resolve = async (host) => [resolve(host).address];
dns.promises.resolve4 = dns.promises.resolve;
dns.promises.resolve6 = async () => { throw new Error('no such address'); };
dns.lookup = (host, options, callback) => {
  const done = callback ?? options;
  const found = resolve(host);
  process.nextTick(() => {
    if (options?.all) done(null, [found]);
    else done(null, found.address, found.family);
  });
};
dns.resolve = (host, done) => process.nextTick(() => done(null, [resolve(host).address]));
dns.resolve4 = dns.resolve;

module.exports = { pages, asked };
