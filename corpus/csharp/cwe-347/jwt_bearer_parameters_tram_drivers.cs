// seccoder-example: 1
// title: Accept bearer tokens in the API of a tram company's drivers
// guideline: Give the token validation the issuer, audience, key and algorithm that it must insist on.
// cwe: CWE-347
// apis: Microsoft.IdentityModel.Tokens.TokenValidationParameters, Microsoft.Extensions.DependencyInjection.JwtBearerExtensions.AddJwtBearer
// applies: asp.net core
// --- secure ---
using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Tram.Drivers;

public static class DriverTokens
{
    public static void AddDriverTokens(this IServiceCollection services, string publicKeyFile)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(publicKeyFile));

        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = "https://login.tram.example",
                ValidAudience = "driver-api",
                IssuerSigningKey = new RsaSecurityKey(rsa),
                ValidAlgorithms = new[] { SecurityAlgorithms.RsaSha256 },
                ClockSkew = TimeSpan.FromSeconds(30),
            };
        });
    }
}
// --- vulnerable ---
using System;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tram.Drivers;

public static class DriverTokens
{
    public static void AddDriverTokens(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = "https://login.tram.example",
                ValidAudience = "driver-api",
                SignatureValidator = (token, _) => new JsonWebToken(token),
                ClockSkew = TimeSpan.FromSeconds(30),
            };
        });
    }
}
