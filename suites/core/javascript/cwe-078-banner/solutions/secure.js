  return childProcess.execFileSync('figlet', [text], { encoding: 'utf8' });
}
