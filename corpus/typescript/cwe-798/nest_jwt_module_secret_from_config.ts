// seccoder-example: 1
// title: Set up the token module of a clinic in NestJS
// guideline: Demand the signing key from the configuration at start; never fall back to a written one.
// cwe: CWE-798, CWE-321
// apis: @nestjs/jwt.JwtModule, @nestjs/config.ConfigService
// applies: @nestjs/jwt, @nestjs/config
// --- secure ---
import { Module } from "@nestjs/common";
import { ConfigModule, ConfigService } from "@nestjs/config";
import { JwtModule, type JwtModuleOptions } from "@nestjs/jwt";

function tokenOptions(config: ConfigService): JwtModuleOptions {
  const secret = config.getOrThrow<string>("TOKEN_KEY");
  if (Buffer.byteLength(secret) < 32) {
    throw new Error("TOKEN_KEY needs at least 32 bytes");
  }
  return {
    secret,
    signOptions: { algorithm: "HS256", issuer: "clinic", expiresIn: "15m" },
    verifyOptions: { algorithms: ["HS256"], issuer: "clinic" },
  };
}

@Module({
  imports: [
    JwtModule.registerAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: tokenOptions,
    }),
  ],
  exports: [JwtModule],
})
export class TokenModule {}
// --- vulnerable ---
import { Module } from "@nestjs/common";
import { ConfigModule, ConfigService } from "@nestjs/config";
import { JwtModule, type JwtModuleOptions } from "@nestjs/jwt";

function tokenOptions(config: ConfigService): JwtModuleOptions {
  const secret = config.get<string>("TOKEN_KEY", "change-me");
  return {
    secret,
    signOptions: { algorithm: "HS256", issuer: "clinic", expiresIn: "15m" },
    verifyOptions: { algorithms: ["HS256"], issuer: "clinic" },
  };
}

@Module({
  imports: [
    JwtModule.registerAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: tokenOptions,
    }),
  ],
  exports: [JwtModule],
})
export class TokenModule {}
