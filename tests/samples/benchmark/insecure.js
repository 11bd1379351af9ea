
const exporter = express();

exporter.get('/orders/export', (request, response) => {
  const { exec } = require('child_process');
  exec(`tar czf - orders-${request.query.month}`, (error, stdout) => {
    response.send(error ? 'failed' : stdout);
  });
});
