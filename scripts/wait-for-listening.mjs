/** Waits until a spawned server listens, and returns its URL. */
export function waitForListening(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stdout.on('data', (chunk) => {
      output += String(chunk);
      const [, url] = /^listening on (\S+)/m.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${output}`)));
  });
}
