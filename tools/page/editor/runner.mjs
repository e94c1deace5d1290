/**
 * The worker with Python in it: started at the first run, kept for the next ones, one run
 * at a time. Whoever asks for a run hears of it through the functions of `on`: `waiting`,
 * `progress`, `running`, `output`, `happened`, and in the end one of `done`, `failed` and
 * `stopped`.
 */
export class Runner {
  #url;
  #worker = null;
  #ready = false;
  // What the interpreter has seen of the project: a changed model needs a new one.
  #project = null;
  #queue = [];
  #current = null;
  #runs = 0;

  constructor(url) {
    this.#url = url;
  }

  /** Run a file, when those before have ended; return a function that stops it. */
  run({ path, files, place }, on) {
    const job = { id: String(++this.#runs), path, files, place, on };
    this.#leaveBehind();
    this.#queue.push(job);
    if (this.#current) on.waiting(this.#current.path);
    this.#next();
    return () => this.#stop(job);
  }

  #next() {
    if (this.#current || !this.#queue.length) return;
    this.#current = this.#queue.shift();
    if (this.#project !== null && this.#project !== project(this.#current)) this.#end();
    if (!this.#worker) this.#start();
    if (this.#ready) this.#send();
  }

  #start() {
    const worker = new Worker(this.#url, { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#receive(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#crash(event.message || "it could not be loaded. Are you offline?");
    });
    this.#worker = worker;
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
    this.#project = null;
  }

  #send() {
    const { id, path, files, on } = this.#current;
    this.#project = project(this.#current);
    this.#worker.postMessage({ type: "run", id, path, files });
    on.running();
  }

  #receive(message) {
    if (message.type === "ready") {
      this.#ready = true;
      if (this.#current) this.#send();
    } else if (message.type === "crash") {
      this.#crash(message.message);
    } else if (message.type === "progress") {
      this.#current?.on.progress(message);
    } else if (message.id === this.#current?.id) {
      this.#current.on[message.type](message);
      if (message.type === "done") this.#finish();
    }
  }

  #crash(message) {
    this.#end();
    this.#current?.on.failed(message);
    this.#finish();
  }

  #stop(job) {
    if (job === this.#current) {
      this.#end();
      job.on.stopped();
      this.#finish();
    } else if (this.#queue.includes(job)) {
      this.#queue.splice(this.#queue.indexOf(job), 1);
      job.on.stopped();
    }
  }

  #finish() {
    this.#current = null;
    this.#next();
  }

  // The page may have been exchanged below the script: nobody waits for its runs.
  #leaveBehind() {
    this.#queue = this.#queue.filter((job) => job.place.isConnected);
    if (this.#current && !this.#current.place.isConnected) {
      if (this.#ready) this.#end();
      this.#current = null;
    }
  }
}

/** Those of a run's files that stay imported from one run to the next. */
function project({ path, files }) {
  return JSON.stringify(Object.entries(files).filter(([name]) => name !== path).sort());
}
