// A TLS server of Node's, HTTP/2 and HTTP/1.1, that passes requests on to UPSTREAM. Prints its port, then a line for each request.
import http from "node:http";
import http2 from "node:http2";

const { CERTIFICATE, KEY, UPSTREAM } = process.env;
const ofTheConnection = new Set(["connection", "host", "keep-alive", "transfer-encoding"]);

const passedOn = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":") && !ofTheConnection.has(name)));

const server = http2.createSecureServer({ allowHTTP1: true, cert: CERTIFICATE, key: KEY }, (request, response) => {
  console.log(`${request.httpVersion} ${request.url}`);
  const sent = http.request(UPSTREAM + request.url, { method: request.method, headers: passedOn(request.headers) }, (answer) => {
    response.writeHead(answer.statusCode, passedOn(answer.headers));
    answer.pipe(response);
  });
  sent.on("error", () => response.destroy());
  request.pipe(sent);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
// Ends with the test that started it, also where that was killed.
process.stdin.on("end", () => process.exit()).resume();
