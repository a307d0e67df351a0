// Audits a running server against the GraphQL-over-HTTP specification.
//
//   npm ci && node audit.mjs http://127.0.0.1:8080/graphql [bearer token]
//
// Prints each failing audit and the closing line `N passed, N failed`; ends with 1 if anything failed.
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
if (!url) {
  console.error("usage: node audit.mjs URL [BEARER-TOKEN]");
  process.exit(2);
}

function fetchFn(input, init = {}) {
  const headers = new Headers(init.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}

let passed = 0;
let failed = 0;

// One after the other, so that a failure is not the fault of another audit's load.
for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
