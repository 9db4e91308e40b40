// The shop is an app of the Node.js platform: a page, and a health check.
export function answer(path) {
  if (path === "/health") return [200, "ok"];
  return [200, "<!doctype html><title>The shop</title>"];
}
