import { createServer } from "node:http";
import { answer } from "./app.js";

const port = process.env.PORT;
createServer((request, response) => {
  const [status, body] = answer(request.url);
  response.writeHead(status, { "content-type": "text/html" });
  response.end(body);
}).listen(port, process.env.HOST, () => console.log("the shop opens on port", port));
