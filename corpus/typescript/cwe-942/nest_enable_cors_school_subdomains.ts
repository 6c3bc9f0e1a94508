// seccoder-example: 1
// title: Let the portals of all schools call a NestJS API with cookies
// guideline: Parse an origin and compare its host from the dot on; a bare suffix fits foreign domains.
// cwe: CWE-942, CWE-346
// apis: @nestjs/common.INestApplication.enableCors, URL.hostname
// applies: @nestjs/core
// --- secure ---
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";

function isSchool(origin = ""): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  return url?.protocol === "https:" && url.hostname.endsWith(".schools.example");
}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  app.enableCors({
    origin: (origin: string | undefined, done: (error: null, allow: boolean) => void) =>
      done(null, isSchool(origin)),
    credentials: true,
    methods: ["GET", "POST", "DELETE"],
  });
  await app.listen(process.env.PORT ?? 3000);
}

void bootstrap();
// --- vulnerable ---
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";

function isSchool(origin = ""): boolean {
  return origin.endsWith("schools.example");
}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  app.enableCors({
    origin: (origin: string | undefined, done: (error: null, allow: boolean) => void) =>
      done(null, isSchool(origin)),
    credentials: true,
    methods: ["GET", "POST", "DELETE"],
  });
  await app.listen(process.env.PORT ?? 3000);
}

void bootstrap();
