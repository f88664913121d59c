namespace Load;

/// <param name="Cpu">Microseconds of the server's processor time a request, by the server process's own account.</param>
/// <param name="Median">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="LoadCpu">Microseconds of the processor time a request that the load takes itself.</param>
/// <param name="Allocated">Bytes a request.</param>
/// <param name="WorkingSet">MiB, after it.</param>
internal sealed record Round(double PerSecond, double Cpu, double Median, double P99, double LoadCpu, double Allocated, double WorkingSet);
