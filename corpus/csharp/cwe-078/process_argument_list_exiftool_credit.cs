// seccoder-example: 1
// title: Write the photographer's name into a picture with exiftool
// guideline: Pass each argument through ProcessStartInfo.ArgumentList and start the program without a shell.
// cwe: CWE-78
// apis: System.Diagnostics.ProcessStartInfo.ArgumentList, System.Diagnostics.Process.Start
// applies: standard library
// --- secure ---
using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace PictureDesk;

public static class PictureCredit
{
    public static async Task WriteAsync(string picture, string photographer)
    {
        var start = new ProcessStartInfo("exiftool") { UseShellExecute = false };
        start.ArgumentList.Add("-overwrite_original");
        start.ArgumentList.Add($"-Artist={photographer}");
        start.ArgumentList.Add(Path.GetFullPath(picture));

        using var process = Process.Start(start)
            ?? throw new InvalidOperationException("exiftool did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("exiftool took too long.");
        }
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"exiftool ended with {process.ExitCode}.");
        }
    }
}
// --- vulnerable ---
using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace PictureDesk;

public static class PictureCredit
{
    public static async Task WriteAsync(string picture, string photographer)
    {
        var line = $"exiftool -overwrite_original -Artist='{photographer}' '{picture}'";
        var start = new ProcessStartInfo("/bin/sh", $"-c \"{line}\"") { UseShellExecute = false };

        using var process = Process.Start(start)
            ?? throw new InvalidOperationException("exiftool did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("exiftool took too long.");
        }
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"exiftool ended with {process.ExitCode}.");
        }
    }
}
