# The service:    docker build -t netsuite-connector-auth .
# The simulator:  docker build -t netsuite-simulator --target simulator .
#                 docker run -p 9090:9090 -e Simulator__AllowLoopbackRedirectUris=true netsuite-simulator

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig appsettings.json ./
COPY src/ src/
# What was built outside knows paths that are not here.
RUN find src -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
# CI=true keeps the restore to the lock files. Compiled ahead of time, the service is ready in half the time.
RUN CI=true dotnet publish src/NetSuiteConnectorAuth -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
        -o /out/service -p:UseAppHost=false \
 && CI=true dotnet publish src/NetSuiteSimulator -c Release -o /out/simulator -p:UseAppHost=false \
 && mkdir -p /out/data/keys && chmod 700 /out/data /out/data/keys

# Chiseled: no shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime
# The diagnostics socket is a file, and the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID

FROM runtime AS simulator
ENV Simulator__Url=http://*:9090
COPY --from=build /out/simulator /app
EXPOSE 9090
ENTRYPOINT ["dotnet", "/app/NetSuiteSimulator.dll"]

FROM runtime AS service
# Inside a container loopback reaches nobody; who may connect to 8081 is decided by what is published.
ENV Listen__Internal=http://*:8081 \
    Storage__ConnectionString="Data Source=/data/connector.db" \
    KeyProtection__KeyRingPath=/data/keys
COPY --from=build /out/service /app
COPY --from=build --chown=$APP_UID:$APP_UID /out/data /data
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["dotnet", "/app/NetSuiteConnectorAuth.dll", "health"]
ENTRYPOINT ["dotnet", "/app/NetSuiteConnectorAuth.dll"]
