// client.js PORT VERSION CA-FILE TIMES [CERTIFICATE KEY]: gets a page, each time but the first with the session before.
const fs = require('fs');
const tls = require('tls');

const [port, version, ca, times, cert, key] = process.argv.slice(2);
const read = (file) => file && fs.readFileSync(file);

function get(left, session) {
  const socket = tls.connect({
    host: '127.0.0.1', port, servername: 'server.test', session,
    ca: read(ca), cert: read(cert), key: read(key), ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv' + version, maxVersion: 'TLSv' + version,
  });
  let newest;
  socket.on('session', (bytes) => { newest = bytes; });
  socket.on('secureConnect', () => socket.write('GET /page HTTP/1.0\r\n\r\n'));
  socket.on('data', (data) => process.stdout.write(data));
  socket.on('error', (error) => { console.error(error); process.exit(1); });
  socket.on('close', () => { if (left > 1) get(left - 1, newest); });
}
get(Number(times));
