// Makes, in plain Node and in one process, the very calls that the Go app makes through jsii: the lines of a recorded
// conversation between the app and its Node process. Usage: node floor.js <requests> <responses>
"use strict";
const fs = require("node:fs");

const [requests, responses] = process.argv
  .slice(2)
  .map((file) => fs.readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line)));
responses.shift(); // the greeting; from here on the nth response answers the nth request
let cursor = -1; // the last request taken up

const objects = new Map(); // by the reference that the conversation knows them by
const tokens = new Map(); // the CDK numbers its tokens, and the numbers are different here
const tokenPattern = /[$#]\{Token\[[^\]]*\]\}/g;

function type(fqn) {
  const dot = fqn.indexOf(".");
  return fqn.slice(dot + 1).split(".").reduce((scope, name) => scope[name], require(fqn.slice(0, dot)));
}

// value turns what was sent into what it stands for.
function value(sent) {
  if (sent === null || sent === undefined) return undefined;
  if (typeof sent === "string") return sent.replace(tokenPattern, (token) => tokens.get(token) ?? token);
  if (typeof sent === "number") return tokens.get(sent) ?? sent;
  if (typeof sent !== "object") return sent;
  if (Array.isArray(sent)) return sent.map(value);
  if ("$jsii.byref" in sent) return objects.get(sent["$jsii.byref"]);
  if ("$jsii.date" in sent) return new Date(sent["$jsii.date"]);
  if ("$jsii.enum" in sent) {
    const [fqn, member] = sent["$jsii.enum"].split("/");
    return type(fqn)[member];
  }
  const fields = sent["$jsii.map"] ?? sent["$jsii.struct"]?.data ?? sent;
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== null).map(([k, v]) => [k, value(v)]));
}

// remember records what the conversation calls the objects and tokens in a result.
function remember(result, sent) {
  if (sent === null || sent === undefined || result === sent) return;
  if (typeof sent === "string") {
    const own = result.match(tokenPattern);
    sent.match(tokenPattern)?.forEach((token, i) => tokens.set(token, own[i]));
    return;
  }
  if (typeof sent === "number") tokens.set(sent, result);
  if (typeof sent !== "object" || "$jsii.enum" in sent || "$jsii.date" in sent) return;
  if ("$jsii.byref" in sent) {
    objects.set(sent["$jsii.byref"], result);
    return;
  }
  const fields = sent["$jsii.map"] ?? sent["$jsii.struct"]?.data ?? sent;
  for (const key of Object.keys(fields)) remember(result[key], fields[key]);
}

// callback plays the part of a method that is written in Go: it makes the calls that the method made, and returns what
// the method returned.
function callback(args) {
  const { invoke, set } = responses[cursor].callback;
  remember(args, invoke?.args ?? (set && [set.value]) ?? []);
  for (;;) {
    const request = requests[++cursor];
    if ("complete" in request) return value(request.complete.result);
    perform(request);
  }
}

function override(object, { method, property }) {
  if (method) object[method] = (...args) => callback(args);
  else Object.defineProperty(object, property, { get: () => callback([]), set: (v) => callback([v]) });
}

function call(request) {
  const args = (request.args ?? []).map(value);
  const target = request.objref ? value(request.objref) : request.fqn !== "Object" && request.fqn && type(request.fqn);
  switch (request.api) {
    case "create": {
      const object = target ? new target(...args) : {};
      for (const member of request.overrides ?? []) override(object, member);
      return object;
    }
    case "invoke":
    case "sinvoke":
      return target[request.method](...args);
    case "get":
    case "sget":
      return target[request.property];
    case "set":
    case "sset":
      target[request.property] = value(request.value);
      return;
    default:
      throw new Error(`unknown request: ${JSON.stringify(request)}`);
  }
}

function perform(request) {
  if (request.api === "load" || request.exit !== undefined) return;
  const result = call(request);
  const { ok } = responses[cursor];
  remember(result, "result" in ok ? ok.result : "value" in ok ? ok.value : ok);
}

while (++cursor < requests.length) perform(requests[cursor]);
