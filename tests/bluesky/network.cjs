// Starts a Bluesky network (PLC, PDS, AppView) on the loopback and does what its standard input says, a line of JSON each.
//
//   {"do": "join", "name": "ada"}                          → an account ada.test, and an agent that is logged in as it
//   {"do": "ask", "as": "ada", "call": nsid, "params": …, "input": …}   → what the server said to Bluesky's own client
//   {"do": "settle"}                                       → when the AppView has seen all that the PDS holds
//
// Each is answered with a line {"said": …} or {"error": …}; the first line tells where the servers are. Run it where
// @atproto/dev-env is installed, with REDIS_HOST, DB_POSTGRES_URL and DB_POSTGRES_SCHEMA set.

const { createRequire } = require("node:module");
const path = require("node:path");
const readline = require("node:readline");

const here = createRequire(path.join(process.cwd(), "package.json"));
const { TestNetwork } = here("@atproto/dev-env");
const { AtpAgent } = here("@atproto/api");

const tell = (said) => process.stdout.write(JSON.stringify(said) + "\n");
const agents = {};

async function main() {
  const network = await TestNetwork.create({ dbPostgresSchema: "bluesky" });
  agents[""] = new AtpAgent({ service: network.bsky.url }); // nobody: the AppView as strangers see it
  tell({ said: { appview: network.bsky.url, pds: network.pds.url } });

  const verbs = {
    async join({ name }) {
      const agent = (agents[name] = new AtpAgent({ service: network.pds.url }));
      const { data } = await agent.createAccount({
        handle: `${name}.test`,
        email: `${name}@mail.example`,
        password: "correct-horse-battery",
      });
      return data;
    },
    async ask({ as, call, params, input }) {
      const options = input ? { encoding: "application/json" } : undefined;
      return (await agents[as].call(call, params ?? {}, input, options)).data;
    },
    async settle() {
      await network.processAll();
      return true;
    },
  };

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    try {
      tell({ said: (await verbs[asked.do](asked)) ?? null });
    } catch (error) {
      tell({ error: `${error.error ?? error.name}: ${error.message}` });
    }
  }
  process.exit(0); // the test has gone: its servers go with it
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
