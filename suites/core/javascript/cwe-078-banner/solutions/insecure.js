  return childProcess.execSync(`figlet ${text}`).toString();
}
