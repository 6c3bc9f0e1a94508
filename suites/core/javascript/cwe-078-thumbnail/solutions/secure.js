  const execFile = util.promisify(childProcess.execFile);
  await execFile('convert', [source, '-resize', `${width}x`, target]);
  return target;
}
