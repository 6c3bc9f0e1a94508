  const exec = util.promisify(childProcess.exec);
  await exec(`convert ${source} -resize ${width}x ${target}`);
  return target;
}
