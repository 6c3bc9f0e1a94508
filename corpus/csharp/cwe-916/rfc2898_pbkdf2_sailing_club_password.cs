// seccoder-example: 1
// title: Store and check the passwords of a sailing club
// guideline: Derive password hashes with PBKDF2, a random salt and many iterations; compare in fixed time.
// cwe: CWE-916, CWE-759
// apis: System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2, System.Security.Cryptography.CryptographicOperations.FixedTimeEquals
// applies: standard library
// --- secure ---
using System;
using System.Globalization;
using System.Security.Cryptography;

namespace SailingClub.Accounts;

public static class PasswordHash
{
    private const int Iterations = 600_000;

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Derive(password, salt, Iterations);
        return $"{Iterations}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(hash)}";
    }

    public static bool Check(string password, string stored)
    {
        var parts = stored.Split('.');
        var iterations = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var salt = Convert.FromBase64String(parts[1]);
        var hash = Convert.FromBase64String(parts[2]);
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations), hash);
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
}
// --- vulnerable ---
using System;
using System.Security.Cryptography;
using System.Text;

namespace SailingClub.Accounts;

public static class PasswordHash
{
    public static string Create(string password)
    {
        return Convert.ToBase64String(Derive(password));
    }

    public static bool Check(string password, string stored)
    {
        var hash = Convert.FromBase64String(stored);
        return CryptographicOperations.FixedTimeEquals(Derive(password), hash);
    }

    private static byte[] Derive(string password) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
