  const result = succeeded ? 'OK' : 'FAILED';
  const line = `${timestamp()} ${result} ${address} ${user}\n`;
  fs.appendFileSync(LOG_FILE, line);
}
