import assert from "node:assert";
import { test } from "node:test";
import { answer } from "./app.js";

test("the page has a title", () => assert.match(answer("/")[1], /The shop/));
test("health answers 200", () => assert.equal(answer("/health")[0], 200));
