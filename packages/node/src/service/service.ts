/** The HTTP door of a node: routes, limits, answers. It listens when its caller says so, and ends its streams when it is closed. */
import type { Socket } from "node:net";
import cors from "@fastify/cors";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyContextConfig,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { Failure, Refusal } from "psephos";
import { GATEWAY_RECORD_BYTES, ROUTES, type Route, type RouteName } from "psephos/api";
import { Carried, type CarriedDoor } from "./carried.js";
import { later, sendError, toldError } from "./errors.js";
import { EventStreams } from "./events.js";
import { type Door, handlers } from "./handlers.js";
import { Budget, LIMITS, type Limits, senderOf, Windows } from "./limits.js";
import { routeOf, serializers } from "./log.js";
import { Metrics } from "./metrics.js";
import { addOblivious, type ObliviousDoor } from "./oblivious.js";
import { routeSchema } from "./openapi.js";
import { Pages } from "./pages.js";
import { valuesOf } from "./queries.js";
import { answerBroken } from "./sockets.js";
import { statusOf } from "./statuses.js";
import { type PassOn, Submissions } from "./submissions.js";

export interface ServiceOptions
  extends Pick<
    Door,
    "ordering" | "store" | "content" | "version" | "votesSignature" | "missing" | "follower" | "gateways"
  > {
  readonly limits?: Partial<Limits>;
  /** Where the log goes; none if left out. */
  readonly log?: { readonly level: string; readonly stream: { write(line: string): void } };
  /** Makes the node a gateway of Oblivious HTTP. */
  readonly oblivious?: ObliviousDoor;
  /** Passes what voters send on to other gateways; nothing is passed on if left out. */
  readonly passOn?: PassOn;
  /** Which proxies may say the client's address: as fastify's `trustProxy`; none if left out. */
  readonly trustProxy?: string | readonly string[];
}

/** The HTTP door, and the one for requests that something else carries. */
export interface Service extends FastifyInstance {
  readonly carried: CarriedDoor;
}

const SECOND = 1_000;
const CHECK_INTERVAL = 1_000;
const KEEP_ALIVE = 10_000;
const MOST_PARAM = 100;
/** The longest document of a voter, in bytes. */
const ENVELOPE = 300_000;

/** The most bytes of a route's body. */
function bodyLimit(name: RouteName, limits: Limits, transaction: number): number {
  switch (name) {
    case "vote":
    case "register":
      return ENVELOPE;
    case "votes":
      return 8 * 2 ** 20;
    case "transaction":
      return transaction;
    case "publish":
      return limits.content;
    case "announce":
      return GATEWAY_RECORD_BYTES;
    default:
      return 4096;
  }
}

const began = Symbol("began");
type Timed = FastifyRequest & { [began]?: number };

/** Bodies come as bytes: the library's decoders read them. Each route takes one media type. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const media = new Set(Object.values(ROUTES).flatMap((route: Route) => route.body?.media ?? []));
  app.addContentTypeParser([...media], { parseAs: "buffer" }, (_, body, done) => done(null, body));
}

const ensureMedia = ({ body }: Route, { headers }: FastifyRequest): void => {
  const given = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (body && given !== body.media)
    throw new Refusal("service/media-type", `this route takes ${body.media}`, {
      hint: "Set content-type to it.",
    });
};

/** Counts the bytes of bodies while they come: more than the bound is answered 503, and never kept. */
function boundBodies(app: FastifyInstance, limits: Limits): void {
  const budget = new Budget(limits.bodies);
  app.addHook("onRequest", async (request, reply) => {
    if (request.method !== "POST") return;
    const length = request.headers["content-length"];
    if (length === undefined)
      throw new Refusal("service/length", "the request does not state the length of its body", {
        hint: "Send content-length in place of transfer-encoding.",
      });
    if (Number(length) > request.routeOptions.bodyLimit)
      throw new Refusal(
        "service/too-large",
        `this route takes at most ${request.routeOptions.bodyLimit} bytes`,
      );
    const giveBack = budget.take(Number(length));
    if (!giveBack)
      throw later(
        new Failure("service/busy", "the node receives as much as it takes at once", {
          hint: "Send it again after the seconds of Retry-After.",
        }),
        1,
      );
    reply.raw.once("close", giveBack);
  });
}

function watchAnswers(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onRequest", async (request: Timed) => {
    request[began] = performance.now();
  });
  app.addHook("onResponse", async (request: Timed, reply) => {
    const time = performance.now() - (request[began] ?? performance.now());
    metrics.answered(routeOf(request), reply.statusCode, time);
    request.log.debug({ req: request, res: reply, milliseconds: Math.round(time) }, "answered");
  });
  app.setErrorHandler((error, request, reply) => {
    const told = toldError(error);
    metrics.refused(told.code);
    if (statusOf(told) === 500) request.log.error({ err: error, req: request }, "a fault");
    return sendError(reply, told);
  });
  app.setNotFoundHandler(() => {
    throw new Refusal("service/no-route", "there is nothing at this address", {
      hint: "/openapi.json lists the routes.",
    });
  });
}

async function addPlugins(app: FastifyInstance, version: string): Promise<void> {
  await app.register(cors, {
    origin: "*",
    methods: ["GET", "POST"],
    exposedHeaders: ["retry-after", "etag"],
    maxAge: 86_400,
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Psephos node", version, description: "The HTTP door of a voting chain's node." },
    },
  });
}

/** Counts the requests of each address. */
function boundRequests(app: FastifyInstance, { requests }: Limits): void {
  const windows = new Windows(requests, SECOND);
  app.addHook("onRequest", async ({ ip }) => {
    const sender = senderOf(ip);
    const wait = windows.blocked(sender);
    if (wait !== undefined)
      throw later(
        new Refusal("service/rate", "too many requests came from this address", {
          hint: "Send it again after the seconds of Retry-After.",
        }),
        wait,
      );
    windows.add(sender);
  });
}

type Methods = FastifyContextConfig & { readonly allow?: string };

/** Refuses the methods that no route takes at an address which takes others. */
function refuseOtherMethods(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    const { allow } = request.routeOptions.config as Methods;
    if (allow === undefined) return;
    reply.header("allow", allow);
    throw new Refusal("service/method", `this address takes ${allow} alone`, {
      hint: "/openapi.json lists the routes and their methods.",
    });
  });
  const routes: readonly Route[] = Object.values(ROUTES);
  for (const url of new Set(routes.map(({ path }) => path))) {
    const taken = routes.filter(({ path }) => path === url).map(({ method }): string => method);
    const config: Methods = { allow: taken.join(", ") };
    app.route({
      method: app.supportedMethods.filter((one) => one !== "OPTIONS" && !taken.includes(one)),
      url,
      config,
      schema: { hide: true },
      handler: async () => undefined, // the hook has refused it
    });
  }
}

/** How many connections are open. */
function boundConnections(app: FastifyInstance, { connections }: Limits): () => number {
  let open = 0;
  app.server.maxConnections = connections;
  app.server.on("connection", (socket: Socket) => {
    open += 1;
    socket.once("close", () => {
      open -= 1;
    });
  });
  return () => open;
}

function createApp({ log, trustProxy }: ServiceOptions, limits: Limits): FastifyInstance {
  return Fastify({
    logger: log ? { level: log.level, stream: log.stream, serializers } : false,
    logController: new LogController({ disableRequestLogging: true }),
    ...(trustProxy !== undefined && { trustProxy: trustProxy as string | string[] }),
    connectionTimeout: limits.idleTime,
    keepAliveTimeout: KEEP_ALIVE,
    requestTimeout: limits.requestTime,
    bodyLimit: 4096,
    routerOptions: { maxParamLength: MOST_PARAM },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: true,
    http: {
      requestTimeout: limits.requestTime,
      headersTimeout: Math.min(limits.headTime, limits.requestTime),
      connectionsCheckingInterval: CHECK_INTERVAL,
    },
    clientErrorHandler: answerBroken,
  }) as unknown as FastifyInstance;
}

/**
 * Makes the service: `listen` of the result opens the door, `close` ends it. The ordering and the store belong to the caller.
 */
export async function buildService(options: ServiceOptions): Promise<Service> {
  const limits = { ...LIMITS, ...options.limits };
  const app = createApp(options, limits);
  const { ordering } = options;
  const metrics = new Metrics();
  const events = new EventStreams(ordering, limits);
  metrics.watch(ordering, events, boundConnections(app, limits));
  metrics.watchKeykeepers(() => options.missing?.() ?? []);
  metrics.watchFollower(() => options.follower?.());
  app.setValidatorCompiler(() => () => true); // queries.ts and the decoders read requests
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  takeBodies(app);
  watchAnswers(app, metrics);
  await addPlugins(app, options.version);
  boundRequests(app, limits);
  refuseOtherMethods(app);
  boundBodies(app, limits);
  const submissions = new Submissions(ordering, events, metrics, limits, options.passOn);
  const handle = handlers({ ...options, submissions, events, metrics, pages: new Pages(limits) });
  const { maxTransactionBytes } = ordering.genesis.parameters;
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: Route = ROUTES[name];
    app.route({
      method: route.method,
      url: route.path,
      schema: routeSchema(name),
      bodyLimit: bodyLimit(name, limits, maxTransactionBytes),
      onRequest: async (request) => ensureMedia(route, request),
      handler: (request, reply) => handle[name](valuesOf(route, request), request, reply),
    });
  }
  const carried = new Carried(app, limits);
  if (options.oblivious) addOblivious(app, options.oblivious, carried);
  app.addHook("preClose", async () => events.close());
  return Object.assign(app, { carried });
}
