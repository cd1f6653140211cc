// ../../tmp/pageread/shots.mjs
import { spawn } from "node:child_process";
import { mkdtempSync as mkdtempSync2, mkdirSync } from "node:fs";

// test/support/browser.ts
import { existsSync as existsSync2 } from "node:fs";
import { chromium as chromium2 } from "playwright-core";

// test/support/bundled-chromium.ts
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import chromium from "@sparticuz/chromium";
async function prepareBundledChromium() {
  const directory = await unpackOnce();
  return {
    executablePath: join(directory, "chromium"),
    environment: {
      LD_LIBRARY_PATH: join(directory, "al2023/lib"),
      FONTCONFIG_FILE: join(directory, "fonts.conf")
    }
  };
}
async function unpackOnce() {
  const user = process.getuid?.() ?? 0;
  const directory = join(tmpdir(), `afterpush-chromium-${findVersion()}-${user}`);
  if (isOwn(directory)) return directory;
  const unfinished = mkdtempSync(`${directory}-`);
  await unpackInto(unfinished);
  writeFileSync(join(unfinished, "fonts.conf"), toFontSettings(directory));
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!isOwn(directory)) throw error;
  }
  return directory;
}
function isOwn(directory) {
  if (!existsSync(directory)) return false;
  const { uid } = statSync(directory);
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`${directory} belongs to another user. Delete it.`);
  }
  return true;
}
async function unpackInto(directory) {
  const changed = { TMPDIR: directory, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
  const before = { ...process.env };
  Object.assign(process.env, changed);
  try {
    await chromium.executablePath();
  } finally {
    for (const name of Object.keys(changed)) {
      if (before[name] === void 0) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
function toFontSettings(directory) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(directory, "fonts")}</dir>
  <cachedir>${join(directory, "fonts-cache")}</cachedir>
</fontconfig>
`;
}
function findVersion() {
  const require2 = createRequire(import.meta.url);
  const build = dirname(require2.resolve("@sparticuz/chromium"));
  const { version } = require2(join(build, "../../package.json"));
  return version;
}

// test/support/browser.ts
var installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
];
async function openBrowser() {
  const problems = [];
  for await (const candidate of listCandidates()) {
    for (const chromiumSandbox of process.getuid?.() === 0 ? [false] : [true, false]) {
      try {
        return await chromium2.launch({ ...candidate, ...options, chromiumSandbox });
      } catch (error) {
        problems.push(`${candidate.executablePath}: ${String(error)}`);
      }
    }
  }
  throw new Error(
    ["No browser starts. Name one in CHROME_PATH, e.g. /usr/bin/chromium.", ...problems].join("\n")
  );
}
var options = {
  headless: true,
  timeout: 3e4,
  args: ["--disable-gpu"]
};
async function* listCandidates() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) return yield { executablePath: chosen };
  if (process.env.TEST_BROWSER !== "bundled") {
    for (const executablePath2 of installed.filter((path) => existsSync2(path))) {
      yield { executablePath: executablePath2 };
    }
  }
  const { executablePath, environment } = await prepareBundledChromium();
  yield { executablePath, env: { ...process.env, ...environment } };
}

// ../../tmp/pageread/shots.mjs
var out = process.env.OUT;
mkdirSync(out, { recursive: true });
var home = mkdtempSync2("/tmp/pageread/home-");
var child = spawn(process.execPath, ["/work/wt-page/dist/afterpush.js", "serve", "--demo", "--port", "0"], { env: { PATH: process.env.PATH, HOME: home } });
var text = "";
var link = await new Promise((r) => {
  const on = (d) => {
    text += d;
    const m = /http:\/\/\S+\/login\?token=\S+/.exec(text);
    if (m) r(m[0]);
  };
  child.stdout.on("data", on);
  child.stderr.on("data", on);
});
console.log(link);
process.on("uncaughtException", (e) => {
  console.log(e);
  child.kill();
  process.exit(1);
});
process.on("unhandledRejection", (e) => {
  console.log(e);
  child.kill();
  process.exit(1);
});
var base = new URL(link).origin;
var b = await openBrowser();
var wait = Number(process.env.WAIT ?? 70) * 1e3;
await new Promise((r) => setTimeout(r, wait));
var go = async (path, w, h, scheme, name, act) => {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, reducedMotion: "reduce" });
  const p = await c.newPage();
  await p.goto(link);
  await p.waitForTimeout(1200);
  if (path !== "/") await p.goto(base + path);
  await p.locator(".row, .chat h1").first().waitFor({ state: "attached", timeout: 6e4 });
  await p.waitForTimeout(2500);
  if (act) await act(p);
  await p.screenshot({ path: `${out}/${name}.png` });
  const r = { p, c };
  return r;
};
var first = await go("/", 1280, 800, "light", "board-light");
var widths = await first.p.evaluate(`(()=>{const s=document.createElement('span'); s.className='reason-text'; const row=document.querySelector('.row'); s.style.position='absolute'; row.append(s); const r={}; for(const t of ['Changes requested','Checking for a PR','No pull request','Unreachable','Checks running','In merge queue','Ready to merge']){s.textContent=t; s.style.width='max-content'; r[t]=s.getBoundingClientRect().width;} s.className='freshness'; for(const t of ['pushed 49 s ago, checking','checked 12 min ago, next check in 10 min','GitHub unreachable, data from 13:57']){s.textContent=t; r[t]=s.getBoundingClientRect().width;} s.remove(); return r})()`);
console.log(widths);
await first.p.getByRole("searchbox").focus();
await first.p.waitForTimeout(300);
await first.p.screenshot({ path: out + "/filter.png" });
var href = await first.p.evaluate(`[...document.querySelectorAll('.row')].filter(r=>r.querySelector('.pull-request-number')).map(r=>r.querySelector('[data-row-link]').getAttribute('href'))`);
console.log(href);
var none = await first.p.evaluate(`[...document.querySelectorAll('.row')].map(r=>[r.querySelector('.reason-text').textContent,r.querySelector('[data-row-link]').getAttribute('href')])`);
console.log(none);
await go("/", 390, 800, "dark", "board-narrow-dark");
await go("/", 390, 800, "light", "board-narrow-light");
await go("/", 1280, 800, "dark", "board-dark");
await go("/", 1640, 800, "light", "board-wide");
var chat = (none.find(([r]) => /Changes|Checks failed|Needs/.test(r)) ?? none[0])[1];
await go(chat, 1280, 800, "light", "chat-light");
await go(chat + "?view=timeline", 1280, 800, "dark", "chat-timeline-dark");
await go(chat + "?view=reviews", 1280, 800, "light", "chat-reviews-light");
await go(chat + "?view=checks", 1280, 800, "dark", "chat-checks-dark");
await go(chat + "?view=timeline", 390, 800, "light", "chat-narrow-light");
await go(chat + "?view=reviews", 390, 800, "dark", "chat-narrow-dark");
await go(chat, 1280, 800, "light", "palette", async (p) => {
  await p.keyboard.press("Control+k");
  await p.waitForTimeout(1500);
});
await go("/", 1280, 800, "dark", "help", async (p) => {
  await p.keyboard.press("?");
  await p.waitForTimeout(500);
});
await go("/", 1280, 800, "light", "bell", async (p) => {
  await p.getByRole("button", { name: /^Notifications/ }).click();
  await p.waitForTimeout(1200);
});
await b.close();
child.kill("SIGTERM");
setTimeout(() => process.exit(0), 1500);
