// server.js VERSION CERTIFICATE KEY [CA-FILE]: prints its port, and answers requests; with a CA to clients with certificates only.
const fs = require('fs');
const https = require('https');

const [version, cert, key, ca] = process.argv.slice(2);
const server = https.createServer({
  cert: fs.readFileSync(cert), key: fs.readFileSync(key), ca: ca && fs.readFileSync(ca),
  requestCert: !!ca, rejectUnauthorized: !!ca, ALPNProtocols: ['http/1.1'],
  minVersion: 'TLSv' + version, maxVersion: 'TLSv' + version,
}, (request, response) => {
  const peer = request.socket.getPeerCertificate();
  response.setHeader('Connection', 'close');
  response.end(`from node ${peer.subject ? peer.subject.CN : ''}\n`);
});
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port + '.'));
