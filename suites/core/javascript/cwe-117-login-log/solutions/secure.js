  const result = succeeded ? 'OK' : 'FAILED';
  const name = String(user).replace(/[\x00-\x1f\x7f]/g, '?');
  fs.appendFileSync(LOG_FILE, `${timestamp()} ${result} ${address} ${name}\n`);
}
