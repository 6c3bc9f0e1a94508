// seccoder-example: 1
// title: Read the stops of an uploaded bus timetable in XML
// guideline: Read foreign XML with DtdProcessing.Prohibit, without a resolver and with a size limit.
// cwe: CWE-611, CWE-776
// apis: System.Xml.XmlReader.Create, System.Xml.XmlReaderSettings.DtdProcessing
// applies: standard library
// --- secure ---
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Timetables;

public sealed record BusStop(string Name, string Platform);

public static class TimetableReader
{
    public static List<BusStop> ReadStops(Stream upload)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = 2_000_000,
        };
        using var reader = XmlReader.Create(upload, settings);
        var timetable = XDocument.Load(reader);
        return timetable.Descendants("stop")
            .Select(stop => new BusStop(
                (string?)stop.Element("name") ?? "",
                (string?)stop.Attribute("platform") ?? ""))
            .Where(stop => stop.Name.Length > 0)
            .ToList();
    }
}
// --- vulnerable ---
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Timetables;

public sealed record BusStop(string Name, string Platform);

public static class TimetableReader
{
    public static List<BusStop> ReadStops(Stream upload)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Parse,
            XmlResolver = new XmlUrlResolver(),
            MaxCharactersInDocument = 2_000_000,
        };
        using var reader = XmlReader.Create(upload, settings);
        var timetable = XDocument.Load(reader);
        return timetable.Descendants("stop")
            .Select(stop => new BusStop(
                (string?)stop.Element("name") ?? "",
                (string?)stop.Attribute("platform") ?? ""))
            .Where(stop => stop.Name.Length > 0)
            .ToList();
    }
}
