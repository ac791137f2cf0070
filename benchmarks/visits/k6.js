// The recorded visits, sent by k6: one virtual user a sender, the same requests in the same order.
import http from "k6/http";
import { check } from "k6";
import exec from "k6/execution";

const visits = JSON.parse(open(__ENV.VISITS));
const rounds = Number(__ENV.ROUNDS);
const senders = Number(__ENV.SENDERS);

export const options = {
  scenarios: { all: { executor: "per-vu-iterations", vus: senders, iterations: rounds, maxDuration: "10m" } },
};

// Bodies are bytes written as latin-1 characters.
function bytes(text) {
  const written = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) written[index] = text.charCodeAt(index);
  return written.buffer;
}
const bodies = visits.map((visit) => visit.map(([, , body]) => (body ? bytes(body) : null)));

export default function () {
  const sender = exec.vu.idInTest - 1;
  const number = (sender + exec.vu.iterationInScenario) % senders;
  visits[number].forEach(([method, url, , headers, status], index) => {
    const params = {
      headers: Object.assign({}, headers, { "User-Agent": `${__ENV.AGENT}${number}-${sender}` }),
      redirects: 0,
      tags: { name: url.split("?")[0] },
    };
    const answer = http.request(method, url, bodies[number][index], params);
    check(answer, { same: (one) => one.status === status });
  });
}
